interface Entry<V> {
  /** As it was first put in: the text that is asked for may be part of a longer one, which it would keep alive. */
  readonly key: string;
  readonly value: V;
  readonly weight: number;
}

/**
 * Holds what was used last, in two generations: where the younger is full, the older is forgotten as a whole, which needs no
 * list and no clock. What is used moves to the younger.
 */
export class Generations<V> {
  readonly #most: number;
  #young = new Map<string, Entry<V>>();
  #old = new Map<string, Entry<V>>();
  #youngWeight = 0;

  /** @param most what one generation may weigh, so that so much is held for certain, and twice as much at most */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young.value;
    const old = this.#old.get(key);
    if (old !== undefined) this.#put(old);
    return old?.value;
  }

  set(key: string, value: V, weight = 1): void {
    this.#put({ key, value, weight });
  }

  delete(key: string): void {
    this.#youngWeight -= this.#young.get(key)?.weight ?? 0;
    this.#young.delete(key);
    this.#old.delete(key);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
    this.#youngWeight = 0;
  }

  entries(): readonly (readonly [string, V])[] {
    return [...this.#old.values(), ...this.#young.values()].map(({ key, value }) => [key, value]);
  }

  #put(entry: Entry<V>): void {
    this.delete(entry.key);
    if (this.#youngWeight + entry.weight > this.#most) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngWeight = 0;
    }
    this.#young.set(entry.key, entry);
    this.#youngWeight += entry.weight;
  }
}
