/**
 * Puts what several questions have counted on disk at once: while one commit is on its way, those that come meanwhile wait for
 * the next, all together. A question that comes alone waits for its own commit only.
 */
export class GroupCommit {
  readonly #write: () => void;
  readonly #synced: () => Promise<void>;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  /** @param write writes all that is pending @param synced resolves once what was written is on disk */
  constructor(write: () => void, synced: () => Promise<void>) {
    this.#write = write;
    this.#synced = synced;
  }

  /** Resolves once all that is pending now is on disk; throws where it could not be written. */
  join(): Promise<void> {
    this.#next ??= this.#after(this.#running);
    return this.#next;
  }

  async #after(running: Promise<void>): Promise<void> {
    // Where it fails, its own callers hear of that.
    await running.catch(() => undefined);
    this.#next = null;
    this.#running = this.#commit();
    return this.#running;
  }

  async #commit(): Promise<void> {
    this.#write();
    await this.#synced();
  }
}
