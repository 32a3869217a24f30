import { isHealthQuestion } from './built-in.ts';
import { lacksCredentials } from './cors.ts';
import type { Routed, RoutedDecision } from './decision.ts';
import type { SessionFact } from './facts.ts';
import { takesForm } from './form-posts.ts';
import { publicHostOf } from './target/index.ts';

/** Detail of a session that counts at another host only. */
export const OF_ANOTHER_HOST = 'of another host';

/** A session of one host counts for nothing at another, where another app may have signed people in. */
function atHost({ host }: Pick<Routed, 'host'>, fact: SessionFact): SessionFact {
  const bound = fact.kind === 'verified' ? fact.session.host : undefined;
  if (bound === undefined || (host !== null && publicHostOf(host.pattern) === bound)) return fact;
  return { kind: 'invalid', detail: OF_ANOTHER_HOST };
}

/** What the route does not take is not looked at, as if it had not been sent. A public route looks at sessions alone. */
function takes({ route: { access } }: Pick<Routed, 'route'>, fact: SessionFact): boolean {
  if (fact.kind !== 'verified') return true;
  const credential = fact.session.token === undefined ? 'session' : 'token';
  return access.kind === 'public' ? credential === 'session' : access.credentials.includes(credential);
}

/**
 * Takes what the role cookie, or the token, says. Preflights, calls whose rule gives no credentials, forms of other sites, and questions about
 * the gateway's health, which has the same answer for everyone, count as anonymous.
 */
export function setSession(decision: RoutedDecision, fact: SessionFact): void {
  const isAnonymous =
    decision.preflight || takesForm(decision) || lacksCredentials(decision) || isHealthQuestion(decision.request);
  decision.session = isAnonymous || !takes(decision, fact) ? { kind: 'none' } : atHost(decision, fact);
  // What a request names never sees more of the visitor than the request itself.
  for (const { decision: named } of decision.named) setSession(named, decision.session);
}
