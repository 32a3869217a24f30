import type { OriginIdentity } from '../policy/index.ts';
import type { Session } from './facts.ts';

/** All but visible ASCII, and what has a meaning in lists and encoded texts: `,` and `%`. */
const UNSAFE = /[^!-$&-+\-.-~]+/gu;
const encoder = new TextEncoder();

/**
 * Plain headers that say who asks, for apps that cannot verify a context. Values are visible ASCII: everything else is
 * percent-encoded as UTF-8 (RFC 3986 section 2.1). Without a session there are none.
 */
export function identityHeaders(
  identity: OriginIdentity,
  session: Session | null,
): readonly (readonly [name: string, value: string])[] {
  if (session === null) return [];
  const values = {
    user: encoded(session.user),
    tenant: encoded(session.tenant),
    roles: session.roles.map(encoded).join(','),
    session: encoded(session.id),
  } satisfies Record<keyof OriginIdentity, string>;
  return IDENTITY_PARTS.flatMap((part) => {
    const name = identity[part];
    return name === null ? [] : [[name, values[part]] as const];
  });
}

/** What an origin may learn of the visitor, in the order of the rules. */
export const IDENTITY_PARTS = [
  'user',
  'tenant',
  'roles',
  'session',
] as const satisfies readonly (keyof OriginIdentity)[];

function encoded(text: string): string {
  return text.replaceAll(UNSAFE, (part) =>
    Array.from(encoder.encode(part), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}
