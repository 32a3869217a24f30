import type { ProviderClaims } from '@portcullis/rules/engine';
import { isKeyPart } from '../kept/index.ts';

/** By what a session came: how the provider names the person and its own session, and what it gave. */
export interface SessionSource {
  readonly provider: string;
  /** Of a provider that a tenant brings: since when it stands as it does, seconds since the epoch. `null`: as the rules say. */
  readonly since: number | null;
  /** `sub` */
  readonly subject: string;
  /** `sid`; `null`: the provider names no session. */
  readonly providerSession: string | null;
  /** Names by which its signals may call the person, lower case. None is verified to be the person's. */
  readonly names: readonly string[];
  /** Id of the person's entry in the provider's directory; `null`: there is none. */
  readonly entry: string | null;
  /** `null`: too long to be kept, and to be sent back. */
  readonly idToken: string | null;
  readonly refreshToken: string | null;
  /** When the sign-in began; seconds since the epoch. */
  readonly startedSeconds: number;
}

/** Claims in which signals may name a person by. */
const NAME_CLAIMS = ['email', 'preferred_username', 'upn'] as const;

/**
 * What of a provider's answer belongs to the session. Where it names the person or its own session by what no signal could name
 * them by, the name of the claim: a session that cannot be found by it would outlive its end.
 */
export function sourceOf(
  provider: Pick<SessionSource, 'provider' | 'since'>,
  {
    claims,
    idToken,
    refreshToken,
  }: { readonly claims: ProviderClaims; readonly idToken: string; readonly refreshToken: string | null },
  entry: string | null,
  startedSeconds: number,
): SessionSource | 'sub' | 'sid' {
  const { sub: subject, sid = null } = claims;
  if (!isKeyPart(subject)) return 'sub';
  if (sid !== null && !isKeyPart(sid)) return 'sid';
  const names = NAME_CLAIMS.map((name) => claims[name]).filter(isKeyPart);
  return {
    ...provider,
    subject,
    providerSession: sid,
    names: [...new Set(names.map((name) => name.toLowerCase()))],
    entry,
    idToken,
    refreshToken,
    startedSeconds,
  };
}

/** A longer one fits into no address. */
const MAX_HINT_CHARACTERS = 6000;

/** The text to seal. It leads a session that takes the place of this one to the same person and provider. */
export function writeSource({ idToken, ...source }: SessionSource): string {
  const hint = idToken !== null && idToken.length > MAX_HINT_CHARACTERS ? null : idToken;
  return JSON.stringify({ ...source, idToken: hint } satisfies SessionSource);
}

/** Reads what {@link writeSource} wrote. @throws SyntaxError where it is not JSON */
export function readSource(text: string): SessionSource | null {
  const value: unknown = JSON.parse(text);
  return isSource(value) ? value : null;
}

function isSource(value: unknown): value is SessionSource {
  if (typeof value !== 'object' || value === null) return false;
  const { provider, since, subject, providerSession, names, entry, idToken, refreshToken, startedSeconds } =
    value as Partial<Record<keyof SessionSource, unknown>>;
  return (
    isText(provider) &&
    (since === null || typeof since === 'number') &&
    isText(subject) &&
    [providerSession, entry, idToken, refreshToken].every((each) => each === null || isText(each)) &&
    Array.isArray(names) &&
    names.every(isText) &&
    typeof startedSeconds === 'number'
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
