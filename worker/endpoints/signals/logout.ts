import { verifyLogoutToken } from '../../core/signals/index.ts';
import type { EndpointContext } from '../endpoint.ts';
import { readText } from '../read-json.ts';
import { type SignalKind, takeSignal } from './take-signal.ts';

const MAX_BYTES = 32 * 1024;
const NO_STORE = { 'cache-control': 'no-store' };

const LOGOUT: SignalKind = {
  way: 'logout',
  isTaken: (signals) => signals.backchannelLogout,
  read: async ({ request, rule, keys, nowSeconds }) => {
    const token = await readToken(request);
    if (token === null) return { ok: false, problem: 'malformed', detail: 'no form with one logout_token' };
    return verifyLogoutToken(token, keys, { issuer: rule.issuer, audience: rule.client.id, nowSeconds });
  },
  accepted: (context) => context.body(null, 200, NO_STORE),
  failed: (context, { problem }) =>
    context.json({ error: 'invalid_request', error_description: `logout_token: ${problem}` }, 400, NO_STORE),
};

/** `POST signals/{provider}/logout`: OpenID Connect Back-Channel Logout 1.0. */
export function takeLogoutToken(context: EndpointContext): Promise<Response> {
  return takeSignal(context, LOGOUT);
}

async function readToken(request: Request): Promise<string | null> {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return null;
  const text = await readText(request, MAX_BYTES);
  const [token, ...more] = text === null ? [] : new URLSearchParams(text).getAll('logout_token');
  return token === undefined || more.length > 0 ? null : token;
}
