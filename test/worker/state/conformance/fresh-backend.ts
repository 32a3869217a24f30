import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { StateStore } from '../../../../worker/state/store.ts';
import type { Backend } from './backends.ts';
import { START } from './samples.ts';

/** The backend and, for each test, a state to which nothing was written yet, at the moment `START`. */
export interface FreshBackend {
  readonly backend: Backend;
  readonly store: StateStore;
}

/** Starts the backend for the tests of this `describe`; what it holds is for them alone. */
export function freshBackend(start: () => Promise<Backend>): FreshBackend {
  let backend: Backend | undefined;
  let store: StateStore | undefined;
  beforeAll(async () => {
    backend = await start();
  });
  afterAll(() => backend?.stop());
  beforeEach(async () => {
    await backend?.setClock(START);
    store = await backend?.fresh();
  });
  return {
    get backend() {
      return started(backend);
    },
    get store() {
      return started(store);
    },
  };
}

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('the backend is there only while a test runs');
  return part;
}
