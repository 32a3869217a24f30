import { lineOf } from '../../engine/index.ts';
import type { Policy, RouteRule } from '../../policy/index.ts';
import { type Advice, createAdvice } from './catalogue/index.ts';

/** People notice a wait of half a second, and a store that needs more of it is in trouble. */
const PATIENT_MS = 500;
const DAY_SECONDS = 24 * 60 * 60;
/** What tokens live for where the rules do not say. */
const LONG_TOKEN_DAYS = 90;

/** What is more open, or open for longer, than rules usually are. */
export function adviseOnOpenings(policy: Policy): readonly Advice[] {
  return [
    ...longSession(policy),
    ...longToken(policy),
    ...shortDeviceCookie(policy),
    ...revokesAll(policy),
    ...longDeadline(policy),
    ...noHsts(policy),
    ...policy.routes.flatMap(publicRest),
  ];
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

function noHsts({ hsts }: Policy): readonly Advice[] {
  if (hsts.value !== 'origin' && hsts.value !== 'none') return [];
  const what =
    hsts.value === 'none'
      ? 'No Strict-Transport-Security goes out.'
      : 'Whether browsers keep to https is for the apps to say.';
  return [createAdvice('no_hsts', hsts.at, what, 'Begin with { maxAge: 5m }, and lengthen it.')];
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
  const { lifetimeSeconds, renew } = session;
  const longestSeconds = renew === null ? lifetimeSeconds : renew.absoluteSeconds;
  if (longestSeconds <= DAY_SECONDS) return [];
  const hours = Math.round(longestSeconds / 3600);
  return [
    createAdvice(
      'long_session',
      session.at,
      `Sessions last up to ${hours} hours.`,
      `Shorten session.${renew === null ? 'lifetime' : 'renew.absolute'} to a working day, or less.`,
    ),
  ];
}

function longToken({ tokens }: Policy): readonly Advice[] {
  if (tokens === null || tokens.lifetimeSeconds <= LONG_TOKEN_DAYS * DAY_SECONDS) return [];
  const days = Math.floor(tokens.lifetimeSeconds / DAY_SECONDS);
  return [
    createAdvice(
      'long_token',
      tokens.at,
      `Tokens of machines live for up to ${days} days.`,
      `Shorten tokens.lifetime to ${LONG_TOKEN_DAYS}d or less, and let machines get new tokens in time.`,
    ),
  ];
}

/** Chromium's own quota: it renews a bound cookie about twice in this time. */
const LEAST_DEVICE_SECONDS = 300;

function shortDeviceCookie({ session }: Policy): readonly Advice[] {
  const { lifetimeSeconds, renew } = session;
  if (renew === null || renew.device === 'off' || lifetimeSeconds >= LEAST_DEVICE_SECONDS) return [];
  return [
    createAdvice(
      'device_cookie_too_short',
      session.at,
      `Cookies are bound to browsers' keys, and last ${lifetimeSeconds} seconds alone: browsers do not renew them as often.`,
      'Write a session.lifetime of 5m to 10m, or session.renew.device: off.',
    ),
  ];
}

function publicRest(route: RouteRule): readonly Advice[] {
  const isEverywhere = route.segments.length > 0 && route.segments.every(({ kind }) => kind !== 'literal');
  if (route.access.kind !== 'public' || !isEverywhere || route.access.addresses !== null) return [];
  return [
    createAdvice(
      'public_rest',
      lineOf(route, 'access'),
      `Route "${route.id}" opens every path of ${route.path} that no other route names.`,
      `Open the public paths one by one, and give ${route.path} to { roles: any }, or leave it out.`,
    ),
  ];
}
