import { isKeyPart } from '../kept/index.ts';

/** Whose sessions: as the provider names them, in the words of its own tokens. */
export type SubjectRef =
  /** `sub` of its ID tokens. */
  | { readonly kind: 'subject'; readonly id: string }
  /** An e-mail address or user name, in lower case. */
  | { readonly kind: 'name'; readonly id: string }
  /** `sid` of its ID tokens: one session at the provider. */
  | { readonly kind: 'session'; readonly id: string }
  /** `sub` again, but only those of the person's sessions for which the provider gave no `sid`. */
  | { readonly kind: 'unnamed'; readonly id: string }
  /** Id of an entry in the provider's directory here. */
  | { readonly kind: 'member'; readonly id: string };

/** Whether a signal about it ends single sessions, and not all of a user's. */
export function namesOne({ kind }: SubjectRef): boolean {
  return kind === 'session' || kind === 'unnamed';
}

export type SubjectResult =
  | { readonly ok: true; readonly refs: readonly SubjectRef[] }
  | { readonly ok: false; readonly detail: string };

const MAX_ALIASES = 10;

/**
 * Reads a subject identifier (RFC 9493) as far as sessions can be found by it: `iss_sub`, `email`, `account`, `aliases` of these, and
 * `complex` (CAEP) by its `session`, else its `user`. Any other format is refused: a signal that nothing comes of must be noticed.
 */
export function readSubject(value: unknown, issuer: string): SubjectResult {
  return readWithin(value, issuer, true);
}

function readWithin(value: unknown, issuer: string, mayNest: boolean): SubjectResult {
  if (!isObject(value)) return unreadable('none');
  const { format, user, session } = value;
  switch (format) {
    case 'iss_sub':
      return readIssuerSubject(value, issuer);
    case 'email':
      return byName(value['email'], 'email');
    case 'account':
      return readAccount(value['uri']);
    case 'aliases':
      return mayNest ? readAliases(value['identifiers'], issuer) : unreadable('aliases');
    case 'complex':
    case undefined:
      // Drafts before the final text of CAEP left the format of a complex subject out.
      if (!mayNest || (user === undefined && session === undefined)) return unreadable('format');
      return isObject(session) && session['format'] === 'opaque' && isKeyPart(session['id'])
        ? { ok: true, refs: [{ kind: 'session', id: session['id'] }] }
        : readWithin(user, issuer, false);
    default:
      return unreadable('format');
  }
}

/** With another issuer, the same `sub` is another person. */
function readIssuerSubject({ iss, sub }: Readonly<Record<string, unknown>>, issuer: string): SubjectResult {
  if (iss !== issuer) return unreadable('issuer');
  return isKeyPart(sub) ? { ok: true, refs: [{ kind: 'subject', id: sub }] } : unreadable('sub');
}

function readAccount(uri: unknown): SubjectResult {
  return typeof uri === 'string' && uri.startsWith('acct:') ? byName(uri.slice(5), 'uri') : unreadable('account uri');
}

/** The person whom any of them names (RFC 9493 section 3.2.8: all name the same person). */
function readAliases(identifiers: unknown, issuer: string): SubjectResult {
  if (!Array.isArray(identifiers) || identifiers.length > MAX_ALIASES) return unreadable('aliases');
  const refs = identifiers
    .map((each) => readWithin(each, issuer, false))
    .flatMap((result) => (result.ok ? result.refs : []));
  return refs.length === 0 ? unreadable('aliases') : { ok: true, refs };
}

function byName(name: unknown, member: string): SubjectResult {
  return isKeyPart(name) ? { ok: true, refs: [{ kind: 'name', id: name.toLowerCase() }] } : unreadable(member);
}

function unreadable(detail: string): SubjectResult {
  return { ok: false, detail };
}

/** A JSON object; `null` and lists are none. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
