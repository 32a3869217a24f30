import { base64url } from 'jose';

/** Marks the tokens for people, and for scanners that look for leaked secrets. */
const MARK = 'pct_';
/** A whole token in the middle of anything. */
const TOKEN_ANYWHERE = /pct_[a-z0-9][a-z0-9-]{0,62}\.[0-9a-f]{20}\.[\w-]{43}/;
const TOKEN = /^pct_([a-z0-9][a-z0-9-]{0,62})\.([0-9a-f]{20})\.([\w-]{43})$/;
const ID_BYTES = 10;
const SECRET_BYTES = 32;

/** A service token, taken apart. Whether there is such a one is not yet known. */
export interface TokenText {
  readonly tenant: string;
  readonly id: string;
  readonly secret: string;
  readonly scheme: 'bearer' | 'basic';
}

/** Writes a new secret of a token: shown once, and kept nowhere. */
export function newTokenText(tenant: string, id: string): { readonly text: string; readonly secret: string } {
  const secret = base64url.encode(randomBytes(SECRET_BYTES));
  return { text: `${MARK}${tenant}.${id}.${secret}`, secret };
}

export function newTokenId(): string {
  return Array.from(randomBytes(ID_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * The service token of an `Authorization` header: a Bearer token (RFC 6750), or the password of Basic (RFC 7617) for clients
 * that know nothing else, with any user name. `null`: the header is the app's. A token in any other form, such as the user name of
 * Basic, is malformed: it opens nothing, and must not reach the app either.
 */
export function tokenOfAuthorization(header: string | null): TokenText | 'malformed' | null {
  if (header === null) return null;
  const [, scheme = '', credentials = ''] = /^([A-Za-z]+) +(\S+)$/.exec(header) ?? [];
  const kind = scheme.toLowerCase();
  const pair = kind === 'basic' ? decodedPair(credentials) : '';
  const token =
    kind === 'bearer'
      ? parse(credentials, kind)
      : kind === 'basic'
        ? parse(pair.slice(pair.indexOf(':') + 1), kind)
        : null;
  if (token !== null) return token;
  return TOKEN_ANYWHERE.test(header) || TOKEN_ANYWHERE.test(pair) ? 'malformed' : null;
}

function parse(text: string, scheme: TokenText['scheme']): TokenText | 'malformed' | null {
  if (!text.startsWith(MARK)) return null;
  const [, tenant, id, secret] = TOKEN.exec(text) ?? [];
  return tenant === undefined || id === undefined || secret === undefined
    ? 'malformed'
    : { tenant, id, secret, scheme };
}

function decodedPair(credentials: string): string {
  try {
    return atob(credentials);
  } catch {
    return '';
  }
}

function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}
