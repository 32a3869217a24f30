import { revocationEnd, tenantProviderId } from '@portcullis/rules/engine';
import type { SessionRule } from '@portcullis/rules/policy';
import { keptParts, keptPrefix } from '../core/kept/index.ts';
import { providerHome } from '../directory/index.ts';
import type { StatePort } from '../state/port.ts';

/** What has come of it. */
export interface EndedPeople {
  readonly people: number;
  /** Where to go on: one call ends a page of them. `null`: there are no others. */
  readonly next: string | null;
}

const AT_ONCE = 16;

/**
 * Ends the sessions by the tenant's own provider that began before a moment: of a page of people, since each is a call to shared state.
 * Ids of its people are theirs alone, so nothing else of the tenant ends. To repeat it is harmless.
 * @param before seconds since the epoch
 * @param cursor `null`: from the beginning
 * @throws where state cannot answer: some may have ended by then
 */
export async function endBroughtSessions(
  { state, rule, by }: { readonly state: StatePort; readonly rule: SessionRule; readonly by: string },
  tenant: string,
  before: number,
  cursor: string | null,
): Promise<EndedPeople> {
  const home = providerHome(tenantProviderId(tenant));
  const { entries, next } = await state.listKept(home, keptPrefix('subject'), cursor);
  const users = [...new Set(entries.map(({ key }) => keptParts(key)[2] ?? ''))];
  const expires = revocationEnd(before, { session: rule, tokens: null });
  const reason = "the tenant's identity provider was changed";
  for (let first = 0; first < users.length; first += AT_ONCE)
    await Promise.all(
      users
        .slice(first, first + AT_ONCE)
        .map((id) => state.revoke({ scope: { kind: 'user', tenant, id }, notBefore: before, expires, reason, by })),
    );
  return { people: users.length, next };
}
