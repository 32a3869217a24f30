import type { Policy, RouteRule } from '../policy/index.ts';
import { GATEWAY_ORIGIN, isHealthQuestion } from './built-in.ts';
import { lacksCredentials } from './cors.ts';
import type { Routed, RoutedDecision } from './decision.ts';
import type { SessionFact } from './facts.ts';
import { takesForm } from './form-posts.ts';
import { publicHostOf } from './target/index.ts';

/** Detail of a session that counts at another host only. */
export const OF_ANOTHER_HOST = 'of another host';
/** Detail of a session that the app of a host started, on a route that is not of that app: it names no host. */
export const OF_ROUTES_FOR_THE_HOST = 'of routes for this host alone';

type Place = Pick<Routed, 'host' | 'route'>;

/**
 * The app of one host says nothing about the visitors of others. Its session counts on the routes that name the host, since those
 * for every host are of other apps, also where they decide there.
 */
function inPlace({ host, route }: Place, fact: SessionFact): SessionFact {
  if (fact.kind !== 'verified') return fact;
  const { session } = fact;
  const bound = session.host ?? session.place;
  if (bound === undefined) return fact;
  if (host === null || publicHostOf(host.pattern) !== bound) return { kind: 'invalid', detail: OF_ANOTHER_HOST };
  return session.host === undefined || route.hosts !== null || route.origin === GATEWAY_ORIGIN
    ? fact
    : { kind: 'invalid', detail: OF_ROUTES_FOR_THE_HOST };
}

/** Whether sessions that the app of a host has started for that host alone can exist, and count on the route. */
export function takesOwnSessions({ hosts, access }: RouteRule, { routes }: Pick<Policy, 'routes'>): boolean {
  if (hosts === null || (access.kind === 'roles' && !access.credentials.includes('session'))) return false;
  return routes.some(({ signIn, hosts: own }) => signIn && own?.some((host) => hosts.includes(host)));
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
  decision.session = isAnonymous || !takes(decision, fact) ? { kind: 'none' } : inPlace(decision, fact);
  // What a request names never sees more of the visitor than the request itself.
  for (const { decision: named } of decision.named) setSession(named, decision.session);
}
