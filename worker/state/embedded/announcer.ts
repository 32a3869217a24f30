import { PATIENT_DEADLINE_MS, SharedRuns, withDeadline } from '../../core/time/index.ts';

/** Announces the changes of one shard to the board. */
export class Announcer {
  readonly #calls: SharedRuns;
  /** Changes so far. The first is the start: what the object before this one wrote last may not have been announced. */
  #changes = 1;
  #announced = 0;

  /** @param send one call to the board */
  constructor(send: () => Promise<void>, deadlineMs: number = PATIENT_DEADLINE_MS) {
    this.#calls = new SharedRuns(async () => {
      const covered = this.#changes;
      await withDeadline(send(), deadlineMs);
      this.#announced = Math.max(this.#announced, covered);
    });
  }

  /** Whether there is something that the board may not know. */
  get isOwing(): boolean {
    return this.#announced < this.#changes;
  }

  /** To be called after a change is written. Throws if the board does not answer in time. */
  announceChange(): Promise<void> {
    this.#changes += 1;
    return this.announce();
  }

  /** Announces all that was written before the call. However many call at once, there is one call to the board at a time. */
  announce(): Promise<void> {
    return this.#calls.join();
  }
}
