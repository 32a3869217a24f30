import { type Advice, createAdvice } from '../../analysis/advice/catalogue/index.ts';
import { lineOf } from '../../engine/index.ts';
import { type RouteRule, SAFE_METHODS } from '../../policy/index.ts';
import { NO_ADVICE, type SettingAdvice } from '../advice-parts.ts';

/** Routes that start and end sessions, and that other sites can use, or that those cannot use which are meant to. */
export const advice: SettingAdvice = {
  ...NO_ADVICE,
  advise: (routes) =>
    routes.filter(({ signIn }) => signIn).flatMap((route) => [...byLink(route), ...withoutCredentials(route)]),
};

/** Cross-site policy lets links to pages pass, so methods that change nothing must change no session either. */
function byLink(route: RouteRule): readonly Advice[] {
  const safe = route.methods.filter((method) => SAFE_METHODS.has(method));
  if (safe.length === 0) return [];
  return [
    createAdvice(
      'sign_in_by_link',
      lineOf(route, 'signIn'),
      `Route "${route.id}" may start and end sessions by ${safe.join(', ')}.`,
      'Give signIn to a route for POST alone, and show the form by another. If an identity provider sends people back here, leave it: the app checks "state".',
    ),
  ];
}

/** The gateway ignores what the origin says of sessions in answers to pages without credentials. */
function withoutCredentials(route: RouteRule): readonly Advice[] {
  if (route.cors === null || route.cors.credentials) return [];
  const pages = route.cors.origins === 'any' ? 'every site' : route.cors.origins.join(', ');
  return [
    createAdvice(
      'cors_cannot_sign_in',
      lineOf(route, 'cors'),
      `Pages of ${pages} may call route "${route.id}", but cannot sign users in or out there: "cors" has no "credentials".`,
      'Name the origins and add "credentials: true", or remove "cors" from the sign-in route.',
    ),
  ];
}
