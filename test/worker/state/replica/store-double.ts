import type { LimitStatus } from '@portcullis/rules/engine';
import type { AdmitAnswer, AdmitQuestion, Verdict } from '../../../../worker/state/port.ts';
import type { FeedPosition, StateStore } from '../../../../worker/state/store.ts';
import { createModel } from '../conformance/model.ts';
import { question, START } from '../conformance/samples.ts';

/** A store with a clock of the test's own, that counts what it is asked and can be cut off. */
export interface StoreDouble {
  readonly store: StateStore;
  readonly now: () => number;
  readonly pass: (ms: number) => void;
  /** How far the store is; this is not counted as a question. */
  readonly position: () => Promise<FeedPosition>;
  readonly asked: { admit: number; feeds: number; snapshot: number };
  /** `down`: every question fails. `hanging`: none is answered. */
  readonly set: (state: 'up' | 'down' | 'hanging') => void;
  /** Everything is forgotten, as by a Redis that was restarted empty. */
  readonly reset: () => void;
  /** How many writes the store holds. */
  readonly written: () => number;
  /** Only the first writes are left, as in a replica that had not heard of the others, or an older copy that was put back. */
  readonly fallBack: (writes: number) => Promise<void>;
}

type Write = { readonly mark: string; readonly run: (model: StateStore) => Promise<void> };

export function createStoreDouble(): StoreDouble {
  let nowMs = START;
  let state: 'up' | 'down' | 'hanging' = 'up';
  let epochs = 0;
  let marks = 0;
  let writes: Write[] = [];
  /** Of the write that goes on: it keeps its mark in whatever copy of the state it is found. */
  let mark = '';
  const anew = (): StateStore =>
    createModel(
      () => nowMs,
      () => mark,
    );
  let model = anew();
  const write = async (run: Write['run']): Promise<void> => {
    marks += 1;
    const made = { mark: `mark-${marks}`, run };
    writes.push(made);
    mark = made.mark;
    await run(model);
  };
  const asked = { admit: 0, feeds: 0, snapshot: 0 };
  const through = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (state === 'down') throw new Error('the store is away');
    if (state === 'hanging') return new Promise<T>(() => undefined);
    return ask();
  };
  const inEpoch = <T extends { readonly position: { readonly epoch: string; readonly version: number } }>(
    answer: T,
  ): T => ({
    ...answer,
    position: { ...answer.position, epoch: `epoch-${epochs}` },
  });
  const store: StateStore = {
    ...model,
    admit: (asking) => {
      asked.admit += 1;
      return through(async () => {
        const answer = await model.admit(asking);
        return answer.position === null ? answer : inEpoch({ ...answer, position: answer.position });
      });
    },
    revoke: (revocation) => through(() => write((to) => to.revoke(revocation))),
    setTenantPolicy: (tenant, policy) => through(() => write((to) => to.setTenantPolicy(tenant, policy))),
    importState: (entries) => through(() => write((to) => to.importState(entries))),
    revocations: (tenant) => model.revocations(tenant),
    feed: (shard, since) => {
      const known = since?.epoch === `epoch-${epochs}` ? { ...since, epoch: 'model' } : since;
      return through(async () => inEpoch(await model.feed(shard, known)));
    },
    feeds: (question) => {
      asked.feeds += 1;
      return through(async () => ({
        answers: await Promise.all(
          question.map(async ({ shard, since }) =>
            inEpoch(await model.feed(shard, since.epoch === `epoch-${epochs}` ? { ...since, epoch: 'model' } : since)),
          ),
        ),
        storeMs: nowMs,
        ageMs: 0,
      }));
    },
    snapshot: (shard, cursor) => {
      asked.snapshot += 1;
      return through(async () => inEpoch(await model.snapshot(shard, cursor)));
    },
  };
  return {
    store,
    now: () => nowMs,
    pass: (ms) => {
      nowMs += ms;
    },
    position: async () => inEpoch(await model.feed(0, null)).position,
    asked,
    set: (next) => {
      state = next;
    },
    reset: () => {
      epochs += 1;
      writes = [];
      model = anew();
    },
    written: () => writes.length,
    fallBack: async (count) => {
      writes = writes.slice(0, count);
      model = anew();
      for (const kept of writes) {
        mark = kept.mark;
        await kept.run(model);
      }
    },
  };
}

/** What an answer of any kind says, in one shape. */
export interface Heard extends Verdict {
  readonly limits: readonly LimitStatus[];
  /** NaN where nothing was counted. */
  readonly countedAtMs: number;
  readonly stale: boolean;
}

/** Throws where state was not available. */
export async function hear(answering: AdmitAnswer | Promise<AdmitAnswer>): Promise<Heard> {
  const answer = await answering;
  if (answer.kind === 'unavailable') throw new Error(answer.detail);
  const verdict = answer.kind === 'refused' ? { revokedBy: null, tenantPolicy: null } : answer.verdict;
  const limits = answer.kind === 'stale' ? [] : answer.limits;
  const countedAtMs = answer.kind === 'judged' ? (answer.countedAtMs ?? Number.NaN) : Number.NaN;
  return { limits, ...verdict, countedAtMs, stale: answer.kind === 'stale' };
}

/** A question by the replica, unless it says otherwise. */
export function replicated(
  part: Partial<AdmitQuestion> = {},
  freshness: Partial<AdmitQuestion['freshness']> = {},
): AdmitQuestion {
  return {
    ...question(),
    renewal: null,
    limitsRefuse: true,
    patient: false,
    ...part,
    freshness: { strict: false, seen: null, staleMs: 0, ...freshness },
  };
}
