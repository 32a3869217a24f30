/** First and last member, both included. */
export type Interval = readonly [first: bigint, last: bigint];
/** Sorted intervals that neither overlap nor touch. */
export type Intervals = readonly Interval[];

/** What is in any of the sets. */
export function unite(sets: readonly Intervals[]): Intervals {
  const sorted = sets.flat().toSorted((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  const united: [bigint, bigint][] = [];
  for (const [first, last] of sorted) {
    const previous = united.at(-1);
    if (previous !== undefined && first <= previous[1] + 1n) {
      if (last > previous[1]) previous[1] = last;
    } else united.push([first, last]);
  }
  return united;
}

/** What is in both sets. */
export function intersect(a: Intervals, b: Intervals): Intervals {
  const both: Interval[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [x, y] = [a[i], b[j]];
    if (x === undefined || y === undefined) return both;
    const first = later(x[0], y[0]);
    const last = earlier(x[1], y[1]);
    if (first <= last) both.push([first, last]);
    if (x[1] < y[1]) i++;
    else j++;
  }
}

/** What is in `a` and not in `b`. */
export function subtract(a: Intervals, b: Intervals): Intervals {
  const rest: Interval[] = [];
  let j = 0;
  for (const [first, last] of a) {
    let from = first;
    while ((b[j]?.[1] ?? last) < from) j++;
    for (let k = j; from <= last; k++) {
      const hole = b[k];
      if (hole === undefined || hole[0] > last) break;
      if (hole[0] > from) rest.push([from, hole[0] - 1n]);
      from = hole[1] + 1n;
    }
    if (from <= last) rest.push([from, last]);
  }
  return rest;
}

/** `Math.max` takes no big integers. */
function later(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}

function earlier(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}
