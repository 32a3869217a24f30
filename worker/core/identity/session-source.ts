import { isSessionText, type ProviderClaims } from '@portcullis/rules/engine';

/** By what a session came: how the provider names the person and its own session, and what it gave. */
export interface SessionSource {
  readonly provider: string;
  /** `sub` */
  readonly subject: string;
  /** `sid`; `null`: the provider names no session. */
  readonly providerSession: string | null;
  /** Names by which its signals may call the person, lower case. None is verified to be the person's. */
  readonly names: readonly string[];
  /** Id of the person's entry in the provider's directory; `null`: there is none. */
  readonly entry: string | null;
  readonly idToken: string;
  readonly refreshToken: string | null;
  /** When the sign-in began; seconds since the epoch. */
  readonly startedSeconds: number;
}

/** Claims in which signals may name a person by. */
const NAME_CLAIMS = ['email', 'preferred_username', 'upn'] as const;

/** What of a provider's answer belongs to the session. */
export function sourceOf(
  provider: string,
  {
    claims,
    idToken,
    refreshToken,
  }: { readonly claims: ProviderClaims; readonly idToken: string; readonly refreshToken: string | null },
  entry: string | null,
  startedSeconds: number,
): SessionSource | null {
  const { sub: subject, sid } = claims;
  if (!isSessionText(subject)) return null;
  const names = NAME_CLAIMS.map((name) => claims[name]).filter(isSessionText);
  return {
    provider,
    subject,
    providerSession: isSessionText(sid) ? sid : null,
    names: [...new Set(names.map((name) => name.toLowerCase()))],
    entry,
    idToken,
    refreshToken,
    startedSeconds,
  };
}

/** What is kept of the source, sealed, for signing out at the provider and for asking it again. */
export interface KeptSource {
  readonly provider: string;
  /** `null`: too long to be kept, and to be sent back. */
  readonly idToken: string | null;
  readonly refreshToken: string | null;
}

/** A longer one fits into no address. */
const MAX_HINT_CHARACTERS = 6000;

export function writeSource({ provider, idToken, refreshToken }: KeptSource): string {
  const hint = idToken !== null && idToken.length > MAX_HINT_CHARACTERS ? null : idToken;
  return JSON.stringify([provider, hint, refreshToken]);
}

/** Reads what {@link writeSource} wrote. */
export function readSource(text: string): KeptSource | null {
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value)) return null;
  const [provider, idToken, refreshToken] = value as readonly unknown[];
  const isTextOrNull = (each: unknown): each is string | null => each === null || typeof each === 'string';
  return typeof provider === 'string' && isTextOrNull(idToken) && isTextOrNull(refreshToken)
    ? { provider, idToken, refreshToken }
    : null;
}
