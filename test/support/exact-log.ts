import { type InterceptedRequest, startRedisRest } from '@portcullis/cli/dev';

/** What the store counted against one key at one moment. */
export interface Grant {
  readonly key: string;
  readonly quota: number;
  readonly windowMs: number;
  /** By the store's clock, in whole milliseconds since the epoch. */
  readonly atMs: number;
  /** What was counted, less what was given back since. */
  count: number;
}

/** A way to the store that writes down all that it counts. */
export interface LoggedWay {
  readonly url: string;
  /** In the order of counting. */
  readonly grants: readonly Grant[];
  readonly stop: () => Promise<void>;
}

/** The script's own keys and arguments; those of the limits follow. */
const KEYS_BEFORE_LIMITS = 5;
const ARGS_BEFORE_LIMITS = 13;
const REPLY_BEFORE_LIMITS = 8;

/** Starts a bridge that reads in every reply of the store what was counted, whether or not anybody hears the reply. */
export async function startLoggedWay(redisUrl: string, token: string): Promise<LoggedWay> {
  const grants: Grant[] = [];
  const bridge = await startRedisRest({
    redisUrl,
    token,
    intercept: async ({ commands }, execute) => {
      const answer = await execute();
      const { result } = JSON.parse(answer.body) as { readonly result?: unknown };
      const [command] = commands;
      if (command !== undefined && Array.isArray(result)) note(grants, command, result);
      return answer;
    },
  });
  return { ...bridge, grants };
}

type Command = InterceptedRequest['commands'][number];

function note(grants: Grant[], [, , count, ...rest]: Command, reply: readonly unknown[]): void {
  const keys = rest.slice(0, Number(count));
  const args = rest.slice(Number(count));
  if (reply[0] === 'admit') {
    for (const [index, key] of keys.slice(KEYS_BEFORE_LIMITS).entries()) {
      const [quota, windowMs] = args.slice(ARGS_BEFORE_LIMITS + index * 3).map(Number);
      const granted = Number(reply[REPLY_BEFORE_LIMITS + index * 4 + 1]);
      if (quota !== undefined && windowMs !== undefined && granted > 0)
        grants.push({ key, quota, windowMs, atMs: Number(reply[1]), count: granted });
    }
  } else if (reply[0] === 'release') {
    for (const [index, key] of keys.entries()) {
      giveBack(
        grants.filter((grant) => grant.key === key),
        Number(args[0]),
        Number(args[2 + index * 2]),
      );
    }
  }
}

/** The store takes it from a whole sub-bucket. */
function giveBack(grants: readonly Grant[], countedAtMs: number, cost: number): void {
  let left = cost;
  for (const grant of grants.toReversed()) {
    if (bucketOf(grant.atMs, grant.windowMs) !== bucketOf(countedAtMs, grant.windowMs)) continue;
    const taken = Math.min(left, grant.count);
    grant.count -= taken;
    left -= taken;
  }
}

/** As many as the store divides a window into: what is counted in one of them may be spent until it ends. */
const BUCKETS = 60;

function bucketOf(atMs: number, windowMs: number): number {
  return Math.floor((atMs * BUCKETS) / windowMs);
}

/** When the last of a grant may be spent. An exact one is spent in the millisecond that the store's clock names. */
function untilMs({ atMs, windowMs }: Grant, leased: boolean): number {
  return leased ? ((bucketOf(atMs, windowMs) + 1) * windowMs) / BUCKETS : atMs + 1;
}

/**
 * The most that any window may have let through, each grant being spent when it hurts most. Looks at every window that
 * begins with the last moment of a grant, so no fuller one can hide between them.
 */
export function mostInAWindow(grants: readonly Grant[], leased: boolean): number {
  const spans = grants.map((grant) => ({ ...grant, until: untilMs(grant, leased) }));
  const sums = spans.map(({ until: fromMs, windowMs }) =>
    spans
      .filter(({ atMs, until }) => until >= fromMs && atMs < fromMs + windowMs)
      .reduce((sum, { count }) => sum + count, 0),
  );
  return Math.max(0, ...sums);
}

/** A request that reached the origin: it was admitted somewhere between the two moments. */
export interface Pass {
  readonly sentMs: number;
  readonly arrivedMs: number;
}

/**
 * Passes for which the store counted nothing that could have been spent on them then. Both sides are spans of time in the
 * same order, so taking for each grant the pass that can wait least finds a partner for all for whom there is one.
 */
export function uncounted(passes: readonly Pass[], grants: readonly Grant[], leased: boolean): readonly Pass[] {
  const open = passes.toSorted((one, other) => one.arrivedMs - other.arrivedMs);
  for (const grant of grants.toSorted((one, other) => one.atMs - other.atMs)) {
    for (let left = grant.count; left > 0; left -= 1) {
      const found = open.findIndex(
        ({ sentMs, arrivedMs }) => arrivedMs >= grant.atMs && sentMs < untilMs(grant, leased),
      );
      if (found >= 0) open.splice(found, 1);
    }
  }
  return open;
}

/** The most of a log of moments that lies in any window: it is exact, so every window that begins with one is looked at. */
export function mostMoments(momentsMs: readonly number[], windowMs: number): number {
  const sorted = momentsMs.toSorted((one, other) => one - other);
  let most = 0;
  let first = 0;
  for (const [last, atMs] of sorted.entries()) {
    while (atMs - (sorted[first] ?? 0) >= windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** How many of these requests a limiter would admit that remembers each one exactly. @param sentMs in order */
export function idealAdmissions(sentMs: readonly number[], quota: number, windowMs: number): number {
  const admitted: number[] = [];
  for (const atMs of sentMs) {
    const oldest = admitted.at(-quota);
    if (oldest === undefined || oldest <= atMs - windowMs) admitted.push(atMs);
  }
  return admitted.length;
}
