/** What the board says of some objects at one moment. */
export interface BoardStand {
  /** Of this board as long as it lives: the counts of another one cannot be compared with its own. */
  readonly id: string;
  /** How often each of them has announced changes, in the order of the question. */
  readonly counts: readonly number[];
  /** By the board's own clock; milliseconds since the epoch. */
  readonly nowMs: number;
}

/** What the object answers that is the board. */
export interface BoardState {
  board(objects: readonly string[]): Promise<BoardStand>;
  announce(object: string): Promise<void>;
}

/** Name of the board's object. */
export const BOARD_NAME = 'board';

/**
 * How often each object of a shard has announced changes, so that one question finds out which of them have. In memory only: a board
 * that was restarted has another id, and every shard is asked again.
 */
export class Board {
  readonly #id = crypto.randomUUID();
  readonly #counts = new Map<string, number>();

  stand(objects: readonly string[], nowMs: number): BoardStand {
    return { id: this.#id, counts: objects.map((object) => this.#counts.get(object) ?? 0), nowMs };
  }

  announce(object: string): void {
    this.#counts.set(object, (this.#counts.get(object) ?? 0) + 1);
  }
}
