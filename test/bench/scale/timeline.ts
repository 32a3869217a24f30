/** What is still to happen, in the order of time; of one moment, in the order in which it was put in. */
export interface Timeline {
  readonly put: (atMs: number, happen: (atMs: number) => void) => void;
  /** Lets all happen that is due, with what follows from it. */
  readonly runUntil: (ms: number) => void;
}

interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly happen: (atMs: number) => void;
}

/** A binary heap. */
export function createTimeline(): Timeline {
  const heap: Event[] = [];
  let puts = 0;
  const isBefore = (one: Event, other: Event): boolean =>
    one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
  const up = (event: Event): void => {
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const above = (at - 1) >>> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(event, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = event;
  };
  const down = (event: Event): void => {
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      if (left === undefined) break;
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (!isBefore(child, event)) break;
      heap[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = event;
  };
  return {
    put: (atMs, happen) => {
      puts += 1;
      up({ atMs, order: puts, happen });
    },
    runUntil: (ms) => {
      for (let first = heap[0]; first !== undefined && first.atMs <= ms; first = heap[0]) {
        const last = heap.pop();
        if (last !== undefined && heap.length > 0) down(last);
        first.happen(first.atMs);
      }
    },
  };
}
