import type { SourceLine } from '../../policy/index.ts';

/** Why each kind of advice is given. The keys are the codes; each has its section in `docs/advice.md`. */
const WHY = {
  unreachable_route:
    'More specific routes take every request that it could match, so what it says protects nothing, and opens nothing.',
  method_shadowed:
    'The most specific path decides alone: what the wider route would answer is refused with 405 here, which is seldom meant.',
  shadowed_rule:
    'A rule that changes nothing makes reviewers believe in a protection, or in an opening, that is not there.',
  unused_role: 'Sessions with this role alone pass nowhere, so either a route forgot it or it is left over.',
  unused_list: 'Addresses that no rule asks about neither open nor close anything.',
  unused_limit: 'A limit that no route names limits nobody.',
  unused_origin: 'Its key may still sign whatever its "may" allows, for an app that gets no request.',
  origin_revokes_all:
    'Whoever takes the app over, or gets at its key, can sign everybody out, of all tenants, again and again.',
  overlapping_prefixes: 'Whoever removes the one entry still leaves the addresses in the list, by the other.',
  wide_network: 'A network of this size belongs to very many, few of whom can be meant.',
  shared_egress:
    'Requests of every Worker that anybody runs come from these addresses, so what trusts them trusts everyone.',
  wide_trusted_proxies:
    "Whoever has an address there can write any client's address into the header, past address lists and limits.",
  public_rest: 'Whatever nobody thought of, pages of tomorrow included, is open to everyone.',
  sensitive_without_limit: 'Without a limit, one client can try passwords or write as often as it likes.',
  sensitive_without_step_up: 'The route is marked as grave, but a stolen session passes as well as its owner does.',
  weak_step_up: 'Step-up protects against stolen sessions only if it takes more than the thief may already have.',
  sign_in_by_link:
    'A link on any site can then sign its visitors out, or in as somebody else, who reads what they enter afterwards.',
  cors_cannot_sign_in:
    'The gateway ignores session grants in such answers, so the sign-in seems to work and does nothing.',
  act_as_writes: 'What support staff change in the name of a user looks like the doing of that user.',
  session_cached: "One header that the app forgets, and a cache on the way gives one user's page to another.",
  csp_bypass: 'A script that is injected can load such a file and make it run anything, as if there were no policy.',
  open_on_state_failure:
    'While shared state does not answer, revoked sessions pass and nothing is limited; whoever can overload it can bring that about.',
  long_state_deadline:
    'Each request that needs shared state waits so long for it; while it is slow, requests pile up and users wait.',
  observed_route:
    'Observation records what would be refused and lets it through. It is meant for a roll-out, which ends.',
  expired_opening: 'The route refuses everyone since then, and a later date would open it again without a second look.',
  cors_any: 'Pages of every site may read these answers with scripts, from within the network of whoever visits them.',
  cookie_domain_kept:
    'A cookie with a Domain goes to every host below it: to those of other tenants, and to hosts that no gateway stands before.',
  long_session: 'A role cookie that is stolen, or that keeps a role that was taken away, stays good for so long.',
} as const;

/** What kind of advice it is. Stable, for tools. */
export type AdviceCode = keyof typeof WHY;

/** Every code, in the order of the page. */
export const ADVICE_CODES = Object.keys(WHY) as readonly AdviceCode[];

/** Something that the rules allow and that deserves a second look. */
export interface Advice {
  readonly code: AdviceCode;
  /** `file:line` of the rule. */
  readonly at: SourceLine;
  readonly message: string;
  readonly why: string;
  readonly fix: string;
  /** Where it is explained, from the root of the project. */
  readonly page: string;
}

/** Makes a piece of advice. */
export function createAdvice(code: AdviceCode, at: SourceLine, message: string, fix: string): Advice {
  return { code, at, message, why: WHY[code], fix, page: `docs/advice.md#${code}` };
}
