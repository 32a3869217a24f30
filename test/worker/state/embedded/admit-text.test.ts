import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeAnswer,
  decodeQuestion,
  encodeAnswer,
  encodeQuestion,
  type ShardAnswer,
  shardClaim,
} from '../../../../worker/state/embedded/admit-text.ts';
import type { StoreQuestion } from '../../../../worker/state/store.ts';
import { asking, claim, HOSTILE, policy, question } from '../conformance/samples.ts';

const text = fc.oneof(fc.constantFrom(...HOSTILE, '\ud800'), fc.string({ unit: 'binary' }));
const whole = fc.maxSafeNat();
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0);
const positive = fc.integer({ min: 1 });
const tenant = fc.option(text);
const subject = fc.option(fc.record({ tenant: text, user: text, session: text, issuedAtSeconds: finite }));
const age = fc.constantFrom('fresh' as const, 'due' as const, 'over' as const);
const renewal = fc.option(
  fc.record({ tenant: text, user: text, session: text, generation: whole, graceSeconds: finite, age }),
);
const limit = fc.record(
  { id: text, tenant, key: text, quota: positive, windowSeconds: positive, cost: positive },
  { requiredKeys: ['id', 'tenant', 'key', 'quota', 'windowSeconds'] },
);
const asked: fc.Arbitrary<StoreQuestion> = fc.record({
  tenant,
  subject,
  record: tenant,
  renewal,
  limits: fc.array(limit, { maxLength: 4 }),
});
const status = fc.record({ admitted: fc.boolean(), granted: whole, remaining: whole, resetMs: whole });
const position = fc.record({ epoch: fc.string({ minLength: 1 }), version: whole, mark: text });
const tenantPolicy = fc.record({
  suspended: fc.boolean(),
  addresses: fc.array(fc.string()),
  requireMfa: fc.boolean(),
  forbidActAs: fc.boolean(),
  notBefore: whole,
});

/** An answer to that question. */
const answerTo = ({ tenant: of, subject: who, renewal: cookie, limits }: StoreQuestion): fc.Arbitrary<ShardAnswer> =>
  fc.record({
    countedAtMs: whole,
    revokedBy:
      who === null ? fc.constant(null) : fc.constantFrom(null, 'session', 'user', 'tenant', 'everyone' as const),
    renewal: (cookie ?? null) === null ? fc.constant(null) : fc.constantFrom('current', 'reused', 'unknown' as const),
    position: of === null ? fc.constant(null) : position,
    policyText: of === null ? fc.constant(null) : fc.option(tenantPolicy.map((each) => JSON.stringify(each))),
    limits: fc.array(status, { minLength: limits.length, maxLength: limits.length }),
  });
const exchanged = asked.chain((each) => answerTo(each).map((answer) => ({ asked: each, answer })));

describe('what is sent comes as it was', () => {
  test('the question, with all that an object needs', () => {
    fc.assert(
      fc.property(asked, (each) => {
        const { renewal: cookie, limits, ...rest } = each;
        const { age: _, ...sent } = cookie ?? { age: null };
        const expected = { ...rest, renewal: cookie === null ? null : sent, limits: limits.map(shardClaim) };
        expect(decodeQuestion(encodeQuestion(each))).toEqual(expected);
      }),
    );
  });

  test('the answer, with the id of each limit', () => {
    fc.assert(
      fc.property(exchanged, ({ asked: each, answer }) => {
        const { policyText, limits, ...rest } = answer;
        expect(decodeAnswer(encodeAnswer(answer), each)).toEqual({
          ...rest,
          limits: limits.map((one, index) => ({ ...one, id: each.limits[index]?.id })),
          tenantPolicy: policyText === null ? null : JSON.parse(policyText),
        });
      }),
    );
  });
});

describe('what is malformed is no answer', () => {
  const other = fc.constantFrom<unknown>(null, true, {}, [], -1, 0.5, 1e300, [1], { suspended: false });

  test('an item too few, one too many, or one of another type', () => {
    fc.assert(
      fc.property(exchanged, fc.nat(), other, ({ asked: each, answer }, at, odd) => {
        const items = JSON.parse(encodeAnswer(answer)) as unknown[];
        const index = at % items.length;
        const without = items.toSpliced(index, 1);
        const more = items.toSpliced(index, 0, odd);
        const replaced = index === 0 && odd === null ? without : items.with(index, odd);
        for (const list of [without, more, replaced])
          expect(() => decodeAnswer(JSON.stringify(list), each), JSON.stringify(list)).toThrow(TypeError);
      }),
    );
  });

  test('a text that ends too soon, or that anything else is', () => {
    fc.assert(
      fc.property(exchanged, fc.nat(), fc.json(), ({ asked: each, answer }, at, json) => {
        const sent = encodeAnswer(answer);
        expect(() => decodeAnswer(sent.slice(0, at % sent.length), each)).toThrow(TypeError);
        expect(() => decodeAnswer(json, each)).toThrow(TypeError);
        expect(() => decodeQuestion(encodeQuestion(each).slice(0, -1))).toThrow(TypeError);
      }),
    );
  });

  const whose = asking('acme', 'u1', 's1');
  const judged: ShardAnswer = {
    countedAtMs: 1,
    revokedBy: null,
    renewal: null,
    position: { epoch: 'e', version: 1, mark: 'm' },
    policyText: JSON.stringify(policy()),
    limits: [],
  };
  const admitted = { admitted: true, granted: 1, remaining: 4, resetMs: 1 };
  test.each<readonly [string, unknown, StoreQuestion]>([
    ['nothing', undefined, whose],
    ['an object', { limits: [] }, whose],
    ['about no limit', encodeAnswer(judged), { ...whose, limits: [claim('k', 5, 60)] }],
    ['about a limit that was not asked', encodeAnswer({ ...judged, limits: [admitted] }), whose],
    ['without a position', encodeAnswer({ ...judged, position: null }), whose],
    ['with an empty epoch', encodeAnswer({ ...judged, position: { epoch: '', version: 1, mark: '' } }), whose],
    ['about a tenant that was not named', encodeAnswer({ ...judged, position: null }), question()],
    [
      'about a session that was not named',
      encodeAnswer({ ...judged, revokedBy: 'user' }),
      question({ tenant: 'acme' }),
    ],
    ['about a cookie that was not named', encodeAnswer({ ...judged, renewal: 'current' }), whose],
    ['with half a policy', encodeAnswer({ ...judged, policyText: '{"suspended":false}' }), whose],
    ['with a policy that is none', encodeAnswer({ ...judged, policyText: 'null,0' }), whose],
  ])('an answer that is %s', (_name, sent, each) => {
    expect(() => decodeAnswer(sent, each)).toThrow(TypeError);
  });

  test.each([
    ['nothing', undefined],
    ['an object', { limits: [] }],
    ['half a session', '[null,null,"acme","u1",null]'],
    ['a session without its time', '[null,null,"acme","u1","s1",null,null]'],
    ['a limit without its cost', '[null,null,null,null,"k",5,60]'],
    ['a limit of no time', '[null,null,null,null,"k",5,0,1]'],
    ['a limit that takes nothing', '[null,null,null,null,"k",5,60,0]'],
    ['a generation that is no number', '[null,null,null,"acme","u1","s1","x",60]'],
  ])('a question that is %s', (_name, sent) => {
    expect(() => decodeQuestion(sent)).toThrow(TypeError);
  });
});
