import { REVOKED_BY, type RenewalClaim } from '@portcullis/rules/engine';
import { keptKey } from '../../core/kept/index.ts';
import { REVOKERS, STANDINGS } from '../answer-words.ts';
import { RECORD_LIFETIME_MS } from '../lifetimes.ts';
import type { RevocationScope, RevokedBy } from '../port.ts';
import { shardOf } from '../shard.ts';
import type { StoreAnswer, StoreClaim, StoreQuestion, StoreStatus } from '../store.ts';
import { parsePolicy } from './entry-text.ts';
import { keptKeys, limitKey, POSITIONS_KEY, recordsKey, scopeField, shardKeys, tenantPart } from './keys.ts';
import type { Reply } from './reply.ts';
import type { ScriptRunner } from './script-runner.ts';
import { RedisStateError } from './state-error.ts';

/** Asks the whole question at once. @param random a text that no other caller has */
export async function admit(run: ScriptRunner, random: string, question: StoreQuestion): Promise<StoreAnswer> {
  const { tenant, subject, limits, record, renewal = null } = question;
  const [tenantField, records, fields, home, limitKeys] = await Promise.all([
    tenant === null ? '' : tenantPart(tenant),
    recordsKey(tenant),
    subjectFields(subject),
    keptKeys(renewal?.tenant ?? ''),
    Promise.all(limits.map(({ key }) => limitKey(key))),
  ]);
  const tenantShard = shardOf(tenant ?? '');
  const keys = [
    POSITIONS_KEY,
    shardKeys(shardOf(subject?.tenant ?? '')).revocations,
    shardKeys(tenantShard).policies,
    records,
    home.documents,
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
    ...renewalArgs(renewal),
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

function renewalArgs(renewal: RenewalClaim | null): readonly string[] {
  if (renewal === null) return ['', '', ''];
  const { user, session, generation, graceSeconds } = renewal;
  return [keptKey('generation', user, session), String(generation), String(graceSeconds * 1000)];
}

async function subjectFields(subject: StoreQuestion['subject']): Promise<readonly string[]> {
  if (subject === null) return REVOKED_BY.map(() => '');
  const { tenant, session, user } = subject;
  const scopes: Readonly<Record<RevokedBy, RevocationScope>> = {
    session: { kind: 'session', tenant, id: session },
    user: { kind: 'user', tenant, id: user },
    tenant: { kind: 'tenant', tenant },
    everyone: { kind: 'everyone' },
  };
  return Promise.all(REVOKED_BY.map((by) => scopeField(scopes[by])));
}

function answerOf({ tenant, limits }: StoreQuestion, reply: Reply): StoreAnswer {
  const countedAtMs = reply.integer();
  const position = tenant === null ? noPosition(reply) : reply.position();
  const revokedBy = reply.choice(REVOKERS);
  const policyText = reply.text();
  const renewal = reply.choice(STANDINGS);
  const statuses = limits.map(({ id }): StoreStatus => {
    const admitted = reply.flag();
    return { id, admitted, granted: reply.integer(), remaining: reply.integer(), resetMs: reply.integer() };
  });
  reply.end();
  return { limits: statuses, renewal, revokedBy, tenantPolicy: policyOf(tenant, policyText), countedAtMs, position };
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
