import { decodeJwt, decodeProtectedHeader } from 'jose';

export type Members = Readonly<Record<string, unknown>>;

/** A token as a file has it. */
export interface TokenText {
  /** `null`: the file holds claims alone. */
  readonly header: Members | null;
  readonly claims: Members;
  /** The token itself, whose signature can be checked; `null`: there is none. */
  readonly compact: string | null;
}

/** A message of an identity provider, not yet verified. */
export type SignalMessage =
  | { readonly kind: 'events' | 'logout'; readonly token: TokenText }
  /** Universal Logout; without a token, the body alone. */
  | { readonly kind: 'revoke'; readonly token: TokenText | null; readonly body: unknown }
  | {
      readonly kind: 'scim';
      readonly method: string;
      readonly path: string;
      readonly body: unknown;
      /** The resource before the request, as far as it is known. */
      readonly before: unknown;
    };

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** Reads what a file holds. `null`: it is none of the messages that a gateway takes. */
export function readSignalMessage(text: string): SignalMessage | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) {
    const form = new URLSearchParams(trimmed).get('logout_token');
    const token = compactToken(form ?? trimmed);
    return token === null ? null : ofToken(token, form !== null);
  }
  const value = objectIn(trimmed);
  if (value === null) return null;
  const { method, path, header, claims, authorization, body, events, before } = value;
  if (typeof method === 'string' && typeof path === 'string') return { kind: 'scim', method, path, body, before };
  if (isMembers(header) && isMembers(claims)) return ofToken({ header, claims, compact: null }, false);
  if (events !== undefined) return ofToken({ header: null, claims: value, compact: null }, false);
  if (body !== undefined) {
    const token = typeof authorization === 'string' ? compactToken(authorization.replace(/^Bearer /i, '')) : null;
    return { kind: 'revoke', token, body };
  }
  return value['sub_id'] !== undefined || value['subject'] !== undefined
    ? { kind: 'revoke', token: null, body: value }
    : null;
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ofToken(token: TokenText, isLogout: boolean): SignalMessage {
  const { header, claims } = token;
  const { events } = claims;
  const names = isMembers(events) && Object.hasOwn(events, LOGOUT_EVENT);
  return { kind: isLogout || names || header?.['typ'] === 'logout+jwt' ? 'logout' : 'events', token };
}

function compactToken(text: string): TokenText | null {
  try {
    return { header: decodeProtectedHeader(text), claims: decodeJwt(text), compact: text };
  } catch {
    return null;
  }
}

function objectIn(text: string): Members | null {
  try {
    const value: unknown = JSON.parse(text);
    return isMembers(value) ? value : null;
  } catch {
    return null;
  }
}
