import type { Session } from '@portcullis/rules/engine';
import { keptParts } from '../../core/kept/index.ts';
import { parseSessionRecord, type SessionRecord } from '../../core/renewal/index.ts';
import type { RoutedExchange } from '../../pipeline/exchange.ts';
import type { Kept, Page, Revocation } from '../../state/port.ts';

/** A session on record. */
export interface ListedSession extends SessionRecord {
  readonly id: string;
  readonly user: string;
}

/** The sessions on record that no revocation has ended, a page at a time. @throws where shared state does not answer */
export async function liveSessions(
  { config: { state } }: RoutedExchange,
  tenant: string,
  prefix: string,
  cursor: string | null,
): Promise<Page<ListedSession>> {
  const [page, revocations] = await Promise.all([state.listKept(tenant, prefix, cursor), state.revocations(tenant)]);
  const entries = page.entries.map(listedSession).filter((each) => !isRevoked(each, tenant, revocations));
  return { entries, next: page.next };
}

export function listedSession({ key, value }: Kept): ListedSession {
  const [user = '', id = ''] = keptParts(key);
  return { ...parseSessionRecord(value), user, id };
}

/** Whether a session may see and end another one of its user: the sign-in of an app at one host says nothing about other hosts. */
export function reaches({ host }: Session, other: ListedSession): boolean {
  return host === undefined || host === other.host;
}

/** Whether one of these ends the session. @param started seconds since the epoch */
export function isRevoked(
  { id, user, started }: Pick<ListedSession, 'id' | 'user' | 'started'>,
  tenant: string,
  revocations: readonly Revocation[],
): boolean {
  return revocations.some(({ scope, notBefore }) => {
    if (scope.kind !== 'everyone' && scope.tenant !== tenant) return false;
    if (scope.kind === 'session') return scope.id === id;
    return notBefore >= started && (scope.kind !== 'user' || scope.id === user);
  });
}
