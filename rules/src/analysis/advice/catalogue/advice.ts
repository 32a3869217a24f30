import type { SourceLine } from '../../../policy/index.ts';

/** Why each kind of advice is given. The keys are the codes; each has its section in `docs/advice.md`. */
const WHY = {
  unreachable_route:
    'More specific routes take every request that it could match, so it protects nothing and opens nothing.',
  host_without_routes:
    'People who are sent there get a refusal of the gateway, which is seldom intended; if it is, the host need not be served.',
  method_shadowed:
    'The most specific path decides alone: requests that the wider route would answer get 405 here, which is seldom intended.',
  shadowed_rule: 'A rule without effect makes reviewers believe in a protection, or an opening, that does not exist.',
  unused_role: 'Sessions with only this role pass nowhere: either a route lacks the role, or the role is obsolete.',
  unused_list: 'A list that no rule uses neither opens nor closes anything.',
  unused_limit: 'A limit that no route names limits nothing.',
  unused_origin: 'Its key can still sign everything that its "may" allows, for an app that gets no requests.',
  origin_revokes_all:
    'An attacker who takes over the app, or its key, can repeatedly sign out all users of all tenants.',
  origin_in_private_network:
    'An attacker in that network reads contexts and what users send, and can act as the users.',
  origin_believes_headers:
    'Anyone who reaches the app on another way than through the gateway can write such a header, and be any user.',
  origins_share_resources: 'One resource of the app then has two routes, and the looser of them is what protects it.',
  overlapping_prefixes: 'If one entry is removed, the other still keeps its addresses in the list.',
  wide_network: 'A network of this size belongs to very many parties, few of which are intended.',
  shared_egress:
    'Requests of all Workers, including those of other customers, come from these addresses: trusting them is trusting everyone.',
  wide_trusted_proxies:
    'Every host in it can write any client address into the header, and so bypass address lists and limits.',
  public_rest: 'Every path that has no route of its own, including future pages, is open to everyone.',
  sensitive_without_limit: 'Without a limit, one client can try passwords or write without bounds.',
  sensitive_without_step_up: 'The route looks critical, but a stolen session passes it like the real user.',
  weak_step_up: 'Step-up protects against stolen sessions only if it asks for more than the thief may already have.',
  sign_in_by_link:
    'A link on any site can then sign its visitors out, or sign them in as the attacker, who can read what they enter.',
  cors_cannot_sign_in:
    'The gateway ignores session grants in such responses, so the sign-in seems to work but has no effect.',
  act_as_writes: 'Changes that support staff make as a user look like changes by that user.',
  act_as_unseen: 'Who acts as another user for long forgets it, and then reads or changes what is not theirs.',
  session_cached: "If the app forgets one header, a cache on the way can serve one user's page to another.",
  header_opening: 'Browsers stop less than they could. An honest app may need it; a reviewer must know of it.',
  no_hsts: 'An attacker on the network can then answer the first request in plain http, in the name of the site.',
  csp_bypass: 'An injected script can load such a file and use it to run any code, as if there were no policy.',
  open_on_state_failure:
    'While shared state does not answer, revoked sessions pass and nothing is limited. An attacker who can overload it can cause that.',
  long_state_deadline:
    'Each request that needs shared state waits up to this long: while state is slow, requests pile up and users wait.',
  observed_route:
    'Observing records what would be refused and lets it through. It is meant for a roll-out, which ends.',
  expired_opening: 'The route has refused everyone since then, and a later date would open it again without a review.',
  cors_any: "Scripts on any site can read these responses, from inside the visitor's network.",
  forms_of_other_sites:
    'A page that posts its own answer of an identity provider signs its visitor in as the attacker, unless the app knows that it asked for it.',
  spelling_kept:
    'Servers differ in how they read such paths. The gateway compares every reading it knows; the app must not have one more.',
  cookie_domain_kept:
    "A cookie with a Domain goes to every host below it: to other tenants' hosts, and to hosts without a gateway.",
  cookie_cross_site:
    'Requests that pages of any site make then carry the cookie, so they can act in the name of their visitor.',
  unused_provider:
    'Readers may believe that people sign in by it. Its secrets and signals count all the same, for people who can have no session.',
  anyone_signs_in: 'Of some providers, such as Google, everyone in the world can have an account.',
  user_reassigned: 'The next person with the address or name is then the same user, with all that belongs to them.',
  users_shared: 'The same name is then the same person, who can see and end all sessions of that person.',
  leavers_stay: 'A person who is locked out at the provider keeps the session, and all that it opens, until it ends.',
  tenants_bring_providers: 'Who administers such a provider can be anyone of the tenant, with each of these roles.',
  provider_on_public_route: 'Readers may believe that a sign-in protects the route.',
  step_up_never_shown: 'Its users are asked for a second factor, use it, and are refused all the same.',
  issuer_of_every_tenant: 'Who holds its keys can be every user of every tenant.',
  long_session: 'A stolen role cookie, or one with a role that was since removed, stays valid for this long.',
  long_token:
    'A token lies in the files of machines. A copy of one that is forgotten opens the same for this long, unseen.',
  device_cookie_too_short:
    'Browsers renew a bound cookie about twice in five minutes, and after that send requests without one: users are signed out.',
  unused_acceptance: 'A comment that stays behind would accept the next opening of its kind, unseen.',
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
