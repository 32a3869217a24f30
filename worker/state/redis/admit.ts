import type { Revocation } from '../port.ts';
import { shardOf } from '../shard.ts';
import type { StoreAnswer, StoreClaim, StoreQuestion, StoreStatus } from '../store.ts';
import { parsePolicy } from './entry-text.ts';
import { EVERYONE_FIELD, limitKey, POSITIONS_KEY, recordsKey, scopeField, shardKeys, tenantPart } from './keys.ts';
import type { Reply } from './reply.ts';
import type { ScriptRunner } from './script-runner.ts';
import { RedisStateError } from './state-error.ts';

/** How long records of routes with `audit: required` are kept. */
const RECORD_LIFETIME_MS = 90 * 24 * 60 * 60 * 1000;

/** In the order of the script. */
const REVOKED_BY = [null, 'session', 'user', 'tenant', 'everyone'] as const;

/** Asks the whole question at once. @param random a text that no other caller has */
export async function admit(run: ScriptRunner, random: string, question: StoreQuestion): Promise<StoreAnswer> {
  const { tenant, subject, limits, record } = question;
  const [tenantField, records, fields, limitKeys] = await Promise.all([
    tenant === null ? '' : tenantPart(tenant),
    recordsKey(tenant),
    subjectFields(subject),
    Promise.all(limits.map(({ key }) => limitKey(key))),
  ]);
  const tenantShard = shardOf(tenant ?? '');
  const keys = [
    POSITIONS_KEY,
    shardKeys(shardOf(subject?.tenant ?? '')).revocations,
    shardKeys(tenantShard).policies,
    records,
    ...limitKeys,
  ];
  const args = [
    random,
    tenant === null ? '' : String(tenantShard),
    tenantField,
    record ?? '',
    String(RECORD_LIFETIME_MS),
    subject === null ? '' : String(subject.issuedAtSeconds),
    ...fields,
    ...limits.flatMap((claim) => [String(claim.quota), ...windowAndCost(claim)]),
  ];
  return answerOf(question, await run('admit', keys, args));
}

/** Takes back `cost` of each. */
export async function release(run: ScriptRunner, limits: readonly StoreClaim[], countedAtMs: number): Promise<void> {
  const keys = await Promise.all(limits.map(({ key }) => limitKey(key)));
  (await run('release', keys, [String(countedAtMs), ...limits.flatMap(windowAndCost)])).end();
}

function windowAndCost({ windowSeconds, cost = 1 }: StoreClaim): readonly string[] {
  return [String(windowSeconds * 1000), String(cost)];
}

async function subjectFields(subject: StoreQuestion['subject']): Promise<readonly string[]> {
  if (subject === null) return ['', '', '', ''];
  const { tenant, session, user } = subject;
  const scopes: readonly Revocation['scope'][] = [
    { kind: 'session', tenant, id: session },
    { kind: 'user', tenant, id: user },
    { kind: 'tenant', tenant },
  ];
  return [...(await Promise.all(scopes.map(scopeField))), EVERYONE_FIELD];
}

function answerOf({ tenant, limits }: StoreQuestion, reply: Reply): StoreAnswer {
  const countedAtMs = reply.integer();
  const position = tenant === null ? noPosition(reply) : reply.position();
  const revokedBy = REVOKED_BY[reply.integer()];
  const policyText = reply.text();
  if (revokedBy === undefined) throw new RedisStateError('Redis answered oddly to "admit": revoked by what?');
  const statuses = limits.map(({ id }): StoreStatus => {
    const admitted = reply.flag();
    return { id, admitted, granted: reply.integer(), remaining: reply.integer(), resetMs: reply.integer() };
  });
  reply.end();
  return { limits: statuses, revokedBy, tenantPolicy: policyOf(tenant, policyText), countedAtMs, position };
}

function noPosition(reply: Reply): null {
  reply.text();
  reply.integer();
  reply.text();
  return null;
}

function policyOf(tenant: string | null, text: string): StoreAnswer['tenantPolicy'] {
  if (text === '') return null;
  const stored = parsePolicy(text);
  if (stored.tenant !== tenant) throw new RedisStateError('Redis holds the policy of another tenant here');
  return stored.policy;
}
