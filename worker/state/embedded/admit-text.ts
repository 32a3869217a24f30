import type { RenewalClaim, TenantPolicy } from '@portcullis/rules/engine';
import { REVOKERS, STANDINGS } from '../answer-words.ts';
import { FlatReader } from '../flat-reader.ts';
import type { FeedPosition, StoreAnswer, StoreClaim, StoreQuestion, StoreStatus } from '../store.ts';
import { storedPolicy } from '../stored-policy.ts';

/**
 * The question `admit` and its answer, between the Worker and the object of a shard: one text each way, a flat JSON array,
 * since objects cost more to send. What is malformed throws, on either side: it is neither asked nor believed.
 */

/** What an object needs to know of a limit. */
export interface ShardClaim extends Pick<StoreClaim, 'key' | 'quota' | 'windowSeconds'> {
  readonly cost: number;
}

export type ShardRenewal = Omit<RenewalClaim, 'age'>;

/** What an object is asked. */
export interface ShardQuestion extends Pick<StoreQuestion, 'tenant' | 'subject' | 'record'> {
  readonly renewal: ShardRenewal | null;
  readonly limits: readonly ShardClaim[];
}

export type ShardStatus = Omit<StoreStatus, 'id' | 'countedAtMs'>;

/** What an object answers. */
export interface ShardAnswer extends Pick<StoreAnswer, 'revokedBy' | 'renewal' | 'countedAtMs' | 'position'> {
  /** JSON of the tenant's policy; `null` for none. */
  readonly policyText: string | null;
  /** In the order of the question. */
  readonly limits: readonly ShardStatus[];
}

export function shardClaim({ key, quota, windowSeconds, cost = 1 }: StoreClaim): ShardClaim {
  return { key, quota, windowSeconds, cost };
}

export function encodeQuestion({ tenant, subject, limits, record, renewal = null }: StoreQuestion): string {
  const items: (string | number | null)[] = [tenant, record];
  if (subject === null) items.push(null);
  else items.push(subject.tenant, subject.user, subject.session, subject.issuedAtSeconds);
  if (renewal === null) items.push(null);
  else items.push(renewal.tenant, renewal.user, renewal.session, renewal.generation, renewal.graceSeconds);
  for (const { key, quota, windowSeconds, cost = 1 } of limits) items.push(key, quota, windowSeconds, cost);
  return JSON.stringify(items);
}

/** @throws TypeError where {@link encodeQuestion} did not make it */
export function decodeQuestion(text: unknown): ShardQuestion {
  const reader = readerOf('question', text);
  const tenant = reader.textOrNull();
  const record = reader.textOrNull();
  const subject = subjectIn(reader);
  const renewal = renewalIn(reader);
  const limits: ShardClaim[] = [];
  while (reader.hasMore())
    limits.push({
      key: reader.text(),
      quota: reader.number(),
      windowSeconds: positiveIn(reader),
      cost: positiveIn(reader),
    });
  return { tenant, subject, record, renewal, limits };
}

export function encodeAnswer({ policyText, ...answer }: ShardAnswer): string {
  const { countedAtMs, revokedBy, renewal, position, limits } = answer;
  const items: (string | number)[] = [countedAtMs, REVOKERS.indexOf(revokedBy), STANDINGS.indexOf(renewal)];
  if (position !== null) items.push(position.epoch, position.version, position.mark);
  for (const { admitted, granted, remaining, resetMs } of limits)
    items.push(admitted ? 1 : 0, granted, remaining, resetMs);
  // The policy is JSON as it is kept.
  return `[${policyText ?? 'null'},${JSON.stringify(items).slice(1)}`;
}

/** @throws TypeError where {@link encodeAnswer} did not make it, or it answers another question */
export function decodeAnswer(text: unknown, question: StoreQuestion): StoreAnswer {
  const { tenant, subject, renewal: claim = null, limits: claims } = question;
  const reader = readerOf('answer', text);
  const tenantPolicy = policyIn(reader);
  const countedAtMs = reader.integer();
  const revokedBy = reader.choice(REVOKERS);
  const renewal = reader.choice(STANDINGS);
  const position: FeedPosition | null = tenant === null ? null : reader.position();
  const limits = claims.map(({ id }): StoreStatus => {
    const admitted = reader.flag();
    return { id, admitted, granted: reader.integer(), remaining: reader.integer(), resetMs: reader.integer() };
  });
  reader.end();
  const isOfAnother =
    (claim === null) !== (renewal === null) ||
    (subject === null && revokedBy !== null) ||
    (tenant === null && tenantPolicy !== null);
  if (isOfAnother) throw reader.odd();
  return { limits, renewal, revokedBy, tenantPolicy, countedAtMs, position };
}

function subjectIn(reader: FlatReader): ShardQuestion['subject'] {
  const tenant = reader.textOrNull();
  if (tenant === null) return null;
  return { tenant, user: reader.text(), session: reader.text(), issuedAtSeconds: reader.number() };
}

function renewalIn(reader: FlatReader): ShardRenewal | null {
  const tenant = reader.textOrNull();
  if (tenant === null) return null;
  const [user, session] = [reader.text(), reader.text()];
  return { tenant, user, session, generation: reader.integer(), graceSeconds: reader.number() };
}

function positiveIn(reader: FlatReader): number {
  const number = reader.number();
  if (number <= 0) throw reader.odd();
  return number;
}

function policyIn(reader: FlatReader): TenantPolicy | null {
  const item = reader.any();
  if (item === null) return null;
  const policy = storedPolicy(item);
  if (policy === null) throw reader.odd();
  return policy;
}

function readerOf(what: 'question' | 'answer', text: unknown): FlatReader {
  const items = typeof text === 'string' ? parsed(text) : null;
  const odd = (at: number): TypeError => new TypeError(`the ${what} of a part of the state is odd, at item ${at}`);
  if (!Array.isArray(items)) throw odd(0);
  return new FlatReader(items, odd);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
