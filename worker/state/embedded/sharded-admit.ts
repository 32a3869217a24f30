import { withDeadline } from '../../core/time/index.ts';
import { shardOf } from '../shard.ts';
import { ShardError } from '../shard-error.ts';
import type { StoreAnswer, StoreClaim, StoreQuestion, StoreStatus } from '../store.ts';
import { decodeAnswer, encodeQuestion } from './admit-text.ts';
import type { ShardState } from './shard-state.ts';

/** Gives the object of a shard. */
export type ObjectOf = (shard: number) => ShardState;

/** What the object of a shard was asked, and its answer. */
interface Asked {
  readonly shard: number;
  readonly part: StoreQuestion;
  readonly answer: StoreAnswer;
}

/**
 * Asks every object that holds a part of the answer, all at once, within `deadlineMs`: nearly always one. Where a limit of one
 * refuses, what the others have counted is given back before the refusal is returned.
 */
export function admit(objectOf: ObjectOf, question: StoreQuestion, deadlineMs: number): Promise<StoreAnswer> {
  const shard = onlyShardOf(question);
  return shard === null
    ? admitTogether(objectOf, question, deadlineMs)
    : askObject(objectOf, shard, question, deadlineMs);
}

async function askObject(
  objectOf: ObjectOf,
  shard: number,
  part: StoreQuestion,
  deadlineMs: number,
): Promise<StoreAnswer> {
  try {
    return decodeAnswer(await withDeadline(objectOf(shard).admit(encodeQuestion(part)), deadlineMs), part);
  } catch (error) {
    throw new ShardError(shard, error);
  }
}

async function admitTogether(objectOf: ObjectOf, question: StoreQuestion, deadlineMs: number): Promise<StoreAnswer> {
  const startedMs = Date.now();
  // Where one object fails, the others keep what they counted: it may have counted too.
  const asked = await Promise.all(
    [...partsOf(question)].map(async ([shard, part]): Promise<Asked> => {
      return { shard, part, answer: await askObject(objectOf, shard, part, deadlineMs) };
    }),
  );
  const answer = joined(question, asked);
  if (answer.limits.every(({ admitted }) => admitted)) return answer;
  // The clock may be set in between: never longer than the deadline itself.
  const leftMs = Math.min(deadlineMs, Math.max(0, deadlineMs - (Date.now() - startedMs)));
  // A count that cannot be given back stays, which is stricter than it need be. The refusal itself stands.
  await withDeadline(giveBack(objectOf, asked), leftMs).catch(() => undefined);
  return { ...answer, limits: answer.limits.map((status) => ({ ...status, granted: 0 })) };
}

/** Takes back what was counted then, each from the object that counted it. */
export async function release(objectOf: ObjectOf, limits: readonly StoreClaim[], countedAtMs: number): Promise<void> {
  const byShard = Map.groupBy(limits, shardOfClaim);
  await Promise.all([...byShard].map(([shard, claims]) => objectOf(shard).release(claims, countedAtMs)));
}

/** Limits without a tenant are spread by their key, so that no object holds the count of all addresses. */
function shardOfClaim({ tenant, key }: StoreClaim): number {
  return shardOf(tenant ?? key);
}

/** The one shard that a question concerns, as {@link partsOf} divides it; `null` where there are several. */
function onlyShardOf({ tenant, subject, limits, renewal = null }: StoreQuestion): number | null {
  const home = tenant ?? subject?.tenant ?? renewal?.tenant ?? null;
  const [first] = limits;
  const shard = home === null ? (first === undefined ? 0 : shardOfClaim(first)) : shardOf(home);
  const isThere = (key: string): boolean => key === home || shardOf(key) === shard;
  if (subject !== null && !isThere(subject.tenant)) return null;
  if (renewal !== null && !isThere(renewal.tenant)) return null;
  return limits.every((claim) => isThere(claim.tenant ?? claim.key)) ? shard : null;
}

/** What each object is asked. A question of nothing goes to the first, to see whether it answers. */
function partsOf({
  tenant,
  subject,
  limits,
  record,
  renewal = null,
}: StoreQuestion): ReadonlyMap<number, StoreQuestion> {
  const parts = new Map<number, StoreQuestion>();
  const ask = (shard: number, part: Partial<StoreQuestion>): void => {
    parts.set(shard, { tenant: null, subject: null, limits: [], record: null, ...parts.get(shard), ...part });
  };
  if (tenant !== null) ask(shardOf(tenant), { tenant });
  if (subject !== null) ask(shardOf(subject.tenant), { subject });
  if (renewal !== null) ask(shardOf(renewal.tenant), { renewal });
  for (const [shard, claims] of Map.groupBy(limits, shardOfClaim)) ask(shard, { limits: claims });
  const [home = 0] = parts.keys();
  if (record !== null || parts.size === 0) ask(home, { record });
  return parts;
}

/**
 * Each object counts by the clock of its own machine, and these differ by some milliseconds. The time of the whole answer is
 * the earliest of them: a count that is given back by it comes out of its own sub-bucket or of an earlier one, never of a
 * later one, so that what stays counted never leaves the window too soon.
 */
function joined({ limits }: StoreQuestion, asked: readonly Asked[]): StoreAnswer {
  const ofTenant = asked.find(({ part }) => part.tenant !== null)?.answer;
  return {
    limits: limits.map((claim) => statusOf(claim, asked)),
    renewal: asked.find(({ part }) => (part.renewal ?? null) !== null)?.answer.renewal ?? null,
    revokedBy: asked.find(({ part }) => part.subject !== null)?.answer.revokedBy ?? null,
    tenantPolicy: ofTenant?.tenantPolicy ?? null,
    countedAtMs: Math.min(...asked.map(({ answer }) => answer.countedAtMs)),
    position: ofTenant?.position ?? null,
  };
}

/** By its place in what was asked: two limits of a question may have the same id. */
function statusOf(claim: StoreClaim, asked: readonly Asked[]): StoreStatus {
  const shard = shardOfClaim(claim);
  const ofShard = asked.find((each) => each.shard === shard);
  const status = ofShard?.answer.limits[ofShard.part.limits.indexOf(claim)];
  if (ofShard === undefined || status === undefined)
    throw new TypeError(`no object has answered for the limit "${claim.id}"`);
  return { ...status, countedAtMs: ofShard.answer.countedAtMs };
}

async function giveBack(objectOf: ObjectOf, asked: readonly Asked[]): Promise<void> {
  const releases = asked.map(async ({ shard, part, answer }) => {
    const counted = part.limits.flatMap((claim, index) => {
      const cost = answer.limits[index]?.granted ?? 0;
      return cost === 0 ? [] : [{ ...claim, cost }];
    });
    if (counted.length > 0) await objectOf(shard).release(counted, answer.countedAtMs);
  });
  await Promise.all(releases);
}
