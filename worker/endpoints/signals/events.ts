import { type SignalProblem, verifySecurityEvent } from '../../core/signals/index.ts';
import type { EndpointContext } from '../endpoint.ts';
import { readText } from '../read-json.ts';
import { type SignalKind, takeSignal } from './take-signal.ts';

const MAX_BYTES = 32 * 1024;

/** Codes of RFC 8935 section 2.4. */
const CODES: Readonly<Record<SignalProblem, string>> = {
  malformed: 'invalid_request',
  not_signed: 'authentication_failed',
  issuer: 'invalid_issuer',
  audience: 'invalid_audience',
  key: 'invalid_key',
  signature: 'authentication_failed',
  type: 'invalid_request',
  time: 'invalid_request',
  claims: 'invalid_request',
  subject: 'invalid_request',
};

const EVENTS: SignalKind = {
  way: 'events',
  isTaken: (signals) => signals.events !== null,
  read: async ({ request, rule, keys, nowSeconds }) => {
    const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
    const token = type === 'application/secevent+jwt' ? await readText(request, MAX_BYTES) : null;
    if (token === null || rule.signals.events === null)
      return { ok: false, problem: 'malformed', detail: 'not application/secevent+jwt' };
    const { audience } = rule.signals.events;
    return verifySecurityEvent(token.trim(), keys, { issuer: rule.issuer, audience, nowSeconds });
  },
  // Acknowledged once what it ends has durably ended, never before (section 2.2).
  accepted: (context) => context.body(null, 202, { 'cache-control': 'no-store' }),
  failed: (context, { problem, detail }) =>
    context.json({ err: CODES[problem], description: `${problem}: ${detail}` }, 400, {
      'cache-control': 'no-store',
      'content-language': 'en',
    }),
};

/** `POST signals/{provider}/events`: security event tokens by push (RFC 8935). */
export function takeSecurityEvent(context: EndpointContext): Promise<Response> {
  return takeSignal(context, EVENTS);
}
