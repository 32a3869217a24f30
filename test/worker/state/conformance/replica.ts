import type { TenantPolicy } from '@portcullis/rules/engine';
import type { FeedPosition, StateStore, StoreEntry } from '../../../../worker/state/store.ts';

/** What an isolate knows of a shard. */
export interface Replica {
  /** Catches up. @returns whether it had to begin anew */
  readonly refresh: () => Promise<boolean>;
  /** What is live at a moment: times by scope, policy by tenant. */
  readonly live: (nowMs: number) => Readonly<Record<string, unknown>>;
  readonly position: () => FeedPosition | null;
}

/** Keeps a shard the plain way: changes where they are known, a snapshot where not. */
export function createReplica(store: StateStore, shard: number): Replica {
  const revocations = new Map<string, { notBefore: number; expires: number }>();
  const policies = new Map<string, TenantPolicy>();
  let position: FeedPosition | null = null;
  const apply = (entry: StoreEntry): void => {
    if (entry.kind === 'revocation') {
      const { scope, notBefore, expires } = entry;
      revocations.set(JSON.stringify(Object.entries(scope).sort()), { notBefore, expires });
    } else if (entry.policy === null) policies.delete(entry.tenant);
    else policies.set(entry.tenant, entry.policy);
  };
  const reload = async (): Promise<void> => {
    revocations.clear();
    policies.clear();
    let cursor: string | null = null;
    do {
      const page = await store.snapshot(shard, cursor);
      position = page.position;
      for (const entry of page.entries) {
        if (entry.kind === 'revocation') apply(entry);
        else apply({ kind: 'policy', tenant: entry.tenant, policy: await store.tenantPolicy(entry.tenant) });
      }
      cursor = page.next;
    } while (cursor !== null);
  };
  return {
    position: () => position,
    refresh: async () => {
      let begunAnew = false;
      for (;;) {
        const answer = await store.feed(shard, position);
        if (answer.kind === 'reload') {
          begunAnew = true;
          await reload();
          continue;
        }
        answer.changes.forEach(apply);
        position = answer.position;
        if (!answer.more) return begunAnew;
      }
    },
    live: (nowMs) => ({
      ...Object.fromEntries([...revocations].filter(([, { expires }]) => expires * 1000 > nowMs).sort()),
      ...Object.fromEntries([...policies].sort()),
    }),
  };
}
