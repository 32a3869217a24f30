import { PATIENT_DEADLINE_MS, withDeadline } from '../../core/time/index.ts';

/** Announces the changes of one shard to the board. */
export class Announcer {
  readonly #send: () => Promise<void>;
  readonly #deadlineMs: number;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  /** Changes so far. The first is the start: what the object before this one wrote last may not have been announced. */
  #changes = 1;
  #announced = 0;

  /** @param send one call to the board */
  constructor(send: () => Promise<void>, deadlineMs: number = PATIENT_DEADLINE_MS) {
    this.#send = send;
    this.#deadlineMs = deadlineMs;
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
    if (this.#next !== null) return this.#next;
    if (this.#running === null) return this.#start();
    // The one on its way may have arrived before this change was written.
    this.#next = this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return this.#start();
      });
    return this.#next;
  }

  #start(): Promise<void> {
    const covered = this.#changes;
    const running = withDeadline(this.#send(), this.#deadlineMs).then(
      () => {
        this.#running = null;
        this.#announced = Math.max(this.#announced, covered);
      },
      (error: unknown) => {
        this.#running = null;
        throw error;
      },
    );
    this.#running = running;
    return running;
  }
}
