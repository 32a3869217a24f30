import { lineOf } from '../../engine/index.ts';
import type { Policy, RouteRule } from '../../policy/index.ts';
import { type Advice, createAdvice } from './catalogue/index.ts';

/** People notice a wait of half a second, and a store that needs more of it is in trouble. */
const PATIENT_MS = 500;
const DAY_SECONDS = 24 * 60 * 60;

/** What is more open, or open for longer, than rules usually are. */
export function adviseOnOpenings(policy: Policy): readonly Advice[] {
  return [
    ...longSession(policy),
    ...revokesAll(policy),
    ...longDeadline(policy),
    ...keptCookieDomains(policy),
    ...policy.routes.flatMap((route) => adviseOnRoute(route)),
  ];
}

/** Once for each line that says so: at the top, one speaks for many routes. */
function keptCookieDomains({ routes }: Policy): readonly Advice[] {
  const kept = Map.groupBy(
    routes.filter(({ cookieDomain }) => cookieDomain === 'keep'),
    (route) => lineOf(route, 'cookies'),
  );
  return [...kept].map(([line, [route, ...others]]) =>
    createAdvice(
      'cookie_domain_kept',
      line,
      `Cookies that the app sets on ${others.length === 0 ? `route "${route?.id}"` : `${others.length + 1} routes`} keep their Domain.`,
      'Write "domain: host", unless several hosts share these cookies on purpose.',
    ),
  );
}

function revokesAll({ origins }: Policy): readonly Advice[] {
  return Object.values(origins).flatMap(({ id, may, at }) =>
    may.includes('revoke-all')
      ? [
          createAdvice(
            'origin_revokes_all',
            at,
            `Keys of origin "${id}" may end all sessions of all tenants.`,
            'Take revoke-all out of "may": revoke is enough for users, sessions and tenants, and operators may end all.',
          ),
        ]
      : [],
  );
}

function longDeadline({ state }: Policy): readonly Advice[] {
  if (state.deadlineMs <= PATIENT_MS) return [];
  return [
    createAdvice(
      'long_state_deadline',
      state.at,
      `Requests wait up to ${state.deadlineMs} ms for an answer of shared state.`,
      'Move the store nearer, and shorten state.deadline. If the store is far away on purpose, leave it.',
    ),
  ];
}

function longSession({ session }: Policy): readonly Advice[] {
  if (session.lifetimeSeconds <= DAY_SECONDS) return [];
  const hours = Math.round(session.lifetimeSeconds / 3600);
  return [
    createAdvice(
      'long_session',
      session.at,
      `Sessions last up to ${hours} hours.`,
      'Shorten session.lifetime to a working day, or less.',
    ),
  ];
}

function adviseOnRoute(route: RouteRule): readonly Advice[] {
  const found: Advice[] = [];
  const isEverywhere = route.segments.length > 0 && route.segments.every(({ kind }) => kind !== 'literal');
  if (route.access.kind === 'public' && isEverywhere && route.access.addresses === null) {
    found.push(
      createAdvice(
        'public_rest',
        lineOf(route, 'access'),
        `Route "${route.id}" opens every path of ${route.path} that no other route names.`,
        `Open the public paths one by one, and give ${route.path} to { roles: any }, or leave it out.`,
      ),
    );
  }
  if (route.whenStateUnavailable.kind === 'open') {
    found.push(
      createAdvice(
        'open_on_state_failure',
        lineOf(route, 'whenStateUnavailable'),
        `Route "${route.id}" is decided without limits, revocation and the tenant's policy while shared state does not answer.`,
        'Write "closed", or { stale: 60s }, unless the route must answer even then.',
      ),
    );
  }
  if (route.access.kind === 'roles' && route.cache === 'origin') {
    found.push(
      createAdvice(
        'session_cached',
        lineOf(route, 'cache'),
        `Answers of route "${route.id}" need a session and keep the origin's Cache-Control.`,
        'Remove "cache": answers to a session are then private, no-store. If the origin marks them all private, leave it.',
      ),
    );
  }
  if (route.observe.length > 0) {
    found.push(
      createAdvice(
        'observed_route',
        lineOf(route, 'mode'),
        `Route "${route.id}" only observes ${route.observe.join(', ')}.`,
        'Enforce control by control once the log shows no refusal that hurts.',
      ),
    );
  }
  if (route.cors?.origins === 'any') {
    found.push(
      createAdvice(
        'cors_any',
        lineOf(route, 'cors'),
        `Scripts of every site may read the answers of route "${route.id}".`,
        'Name the origins that may. If the data is public, leave it.',
      ),
    );
  }
  return found;
}
