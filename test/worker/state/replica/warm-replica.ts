import type { StatePort } from '../../../../worker/state/port.ts';
import {
  createReplicatedState,
  type ReplicatedStateOptions,
} from '../../../../worker/state/replica/replicated-state.ts';
import { asking } from '../conformance/samples.ts';
import { createStoreDouble, type Heard, hear, replicated, type StoreDouble } from './store-double.ts';

/** A replica before a store of the test's own. */
interface Bench extends StoreDouble {
  readonly state: StatePort;
  readonly ask: (question: Parameters<StatePort['admit']>[0]) => Promise<Heard>;
  /** Waits for what goes on behind the answers. */
  readonly settle: () => Promise<void>;
}

/** One that knows nothing yet. */
export function bench(options: ReplicatedStateOptions = {}): Bench {
  const double = createStoreDouble();
  const state = createReplicatedState(double.store, double.now, options);
  const behind: Promise<unknown>[] = [];
  return {
    ...double,
    state,
    ask: (question) => hear(state.admit(question, (work) => void behind.push(work))),
    settle: async () => {
      await Promise.all(behind);
    },
  };
}

/** One that knows the shards of `acme` and `globex`. */
export async function warm(options: ReplicatedStateOptions = {}): Promise<Bench> {
  const made = bench(options);
  for (const tenant of ['acme', 'globex']) await made.ask(replicated(asking(tenant, 'nobody', 'none')));
  await made.settle();
  Object.assign(made.asked, { admit: 0, feeds: 0, snapshot: 0 });
  return made;
}
