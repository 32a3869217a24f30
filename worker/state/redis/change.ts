import type { TenantPolicy } from '@portcullis/rules/engine';
import type { Revocation } from '../port.ts';
import { ALL_SHARDS, shardOf } from '../shard.ts';
import { policyText, revocationText, type StoredEntry } from './entry-text.ts';
import { POSITIONS_KEY, scopeField, shardKeys, tenantPart } from './keys.ts';
import type { ScriptRunner } from './script-runner.ts';

/** One write, as the script takes it. */
interface Change {
  /** `null`: every shard. */
  readonly shard: number | null;
  readonly kind: 'r' | 'p' | 'd';
  /** Field, not-before, expiry, text. */
  readonly args: readonly [field: string, notBefore: string, expires: string, text: string];
}

/** Writes entries, all of them or none. @param random a text that no other caller has */
export async function change(run: ScriptRunner, random: string, entries: readonly StoredEntry[]): Promise<void> {
  const changes = await Promise.all(entries.map(changeOf));
  const isForAll = changes.some(({ shard }) => shard === null);
  const shards = isForAll ? ALL_SHARDS : [...new Set(changes.flatMap(({ shard }) => shard ?? []))];
  const keys = shards.flatMap((shard) => {
    const { revocations, expiries, policies, feed } = shardKeys(shard);
    return [revocations, expiries, policies, feed];
  });
  const args = changes.flatMap(({ shard, kind, args: rest }) => [
    kind,
    String(shard === null ? 0 : shards.indexOf(shard) + 1),
    ...rest,
  ]);
  const reply = await run(
    'change',
    [POSITIONS_KEY, ...keys],
    [random, String(shards.length), ...shards.map(String), ...args],
  );
  reply.position();
  reply.end();
}

function changeOf(entry: StoredEntry): Promise<Change> {
  return entry.kind === 'policy' ? policyChange(entry.tenant, entry.policy) : revocationChange(entry);
}

async function revocationChange(revocation: Revocation): Promise<Change> {
  const { scope, notBefore, expires } = revocation;
  return {
    shard: scope.kind === 'everyone' ? null : shardOf(scope.tenant),
    kind: 'r',
    args: [await scopeField(scope), String(notBefore), String(expires), revocationText(revocation)],
  };
}

async function policyChange(tenant: string, policy: TenantPolicy | null): Promise<Change> {
  return {
    shard: shardOf(tenant),
    kind: policy === null ? 'd' : 'p',
    args: [await tenantPart(tenant), '', '', policyText(tenant, policy)],
  };
}
