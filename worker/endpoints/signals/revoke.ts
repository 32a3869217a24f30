import { verifyGlobalRevocation } from '../../core/signals/index.ts';
import type { EndpointContext } from '../endpoint.ts';
import { readJsonObject } from '../read-json.ts';
import { type SignalKind, takeSignal } from './take-signal.ts';

const MAX_BYTES = 16 * 1024;
const NO_STORE = { 'cache-control': 'no-store' };

const REVOKE: SignalKind = {
  way: 'revoke',
  isTaken: (signals) => signals.universalLogout,
  read: async ({ request, rule, keys, url, nowSeconds }) =>
    verifyGlobalRevocation(request.headers.get('authorization'), await readJsonObject(request, MAX_BYTES), keys, {
      issuer: rule.issuer,
      audience: url,
      nowSeconds,
    }),
  // Also for a user of whom there is no session: that is what was asked for.
  accepted: (context) => context.body(null, 204, NO_STORE),
  failed: (context, { problem }) =>
    problem === 'subject'
      ? context.json({ error: 'invalid_request', error_description: 'The body names no user.' }, 400, NO_STORE)
      : context.json({ error: 'invalid_token' }, 401, {
          ...NO_STORE,
          'www-authenticate': 'Bearer error="invalid_token"',
        }),
};

/** `POST signals/{provider}/revoke`: Global Token Revocation (draft-parecki-oauth-global-token-revocation), Okta's Universal Logout. */
export function takeGlobalRevocation(context: EndpointContext): Promise<Response> {
  return takeSignal(context, REVOKE);
}
