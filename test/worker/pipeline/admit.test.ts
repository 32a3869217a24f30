import { compileRules, formatProblems } from '@portcullis/rules/compiler';
import { canonicalTarget, createDecision, createEngine, type Refusal } from '@portcullis/rules/engine';
import { beforeEach, expect, test } from 'vitest';
import type { AdmitAnswer, AdmitQuestion } from '../../../worker/state/port.ts';
import { testRules } from '../../support/rules.ts';

/** By its URL, since the types of the Worker's runtime are not those of the tests. */
const { admit } = (await import(new URL('../../../worker/pipeline/admit.ts', import.meta.url).href)) as {
  readonly admit: (exchange: unknown) => Promise<Refusal | null>;
};

const compiled = compileRules({
  file: 'test.yaml',
  text: testRules({
    origins: { app: 'http://127.0.0.1:1' },
    routes: ['id: app, path: /**, access: { roles: any }, limits: [api, all]'],
    more: 'limits: { api: { quota: 5 per 1m, by: [user] }, all: { quota: 50 per 1m, by: [tenant] } }',
  }).replaceAll('PORT', '1'),
});
if (!compiled.ok) throw new Error(formatProblems(compiled.problems));
const engine = createEngine(compiled.policy, { development: true });

const status = (id: string, admitted = true) => ({ id, admitted, remaining: 4, resetMs: 1000 });
const VERDICT = { revokedBy: null, tenantPolicy: null };
const WHOLE: AdmitAnswer = {
  kind: 'judged',
  limits: [status('api'), status('all')],
  verdict: VERDICT,
  countedAtMs: 1,
  renewal: null,
};

let asked: AdmitQuestion[];

beforeEach(() => {
  asked = [];
});

/** What becomes of a request of a session where shared state answers so. */
async function judge(answer: unknown): Promise<Refusal | null> {
  const target = canonicalTarget('http://localhost:1/invoices');
  if ('reason' in target) throw new Error(target.reason);
  const nowSeconds = Date.now() / 1000;
  const facts = { method: 'GET', target, address: null, upgradesToWebSocket: false, nowSeconds };
  const decision = createDecision(facts as unknown as Parameters<typeof createDecision>[0]);
  decision.route = engine.routesAt(null).matchRoute('/invoices', 'GET') as NonNullable<typeof decision.route>;
  decision.session = {
    kind: 'verified',
    session: {
      ...{
        user: 'user-1',
        tenant: 'acme',
        roles: ['owner'],
        id: 'session-1',
        authenticationMethods: ['pwd'],
        actAs: null,
      },
      ...{ issuedAtSeconds: nowSeconds, authenticatedAtSeconds: nowSeconds, expiresAtSeconds: nowSeconds + 60 },
    },
  };
  const state = {
    admit: async (question: AdmitQuestion) => {
      asked.push(question);
      return answer;
    },
  };
  return admit({ decision, config: { engine, state }, waitsMs: {}, setCookies: [], waitUntil: () => undefined });
}

test('an answer to all that was asked lets the request pass', async () => {
  expect(await judge(WHOLE)).toBe(null);
  expect(asked[0]?.limits.map(({ id }) => id)).toEqual(['api', 'all']);
});

test.each<[string, object]>([
  ['what kind of answer it is', { kind: undefined }],
  ['whether the session is revoked', { verdict: { ...VERDICT, revokedBy: undefined } }],
  ['what the tenant demands', { verdict: { ...VERDICT, tenantPolicy: undefined } }],
  ['any limit', { limits: [] }],
  ['one of the limits', { limits: [status('api')] }],
  ['the other of the limits', { limits: [status('all')] }],
  ['the limits in their order', { limits: [status('all'), status('api')] }],
  ['whether a limit lets it pass', { limits: [status('api'), { id: 'all', remaining: 4, resetMs: 1000 }] }],
  ['the limits at all', { limits: undefined }],
  ['which limit refuses', { kind: 'refused', limits: [] }],
  ['that a limit refuses', { kind: 'refused', limits: [status('all')] }],
])('an answer that does not say %s is none', async (_part, changes) => {
  expect(await judge({ ...WHOLE, ...changes })).toMatchObject({ reason: 'state_unavailable' });
});

test.each([undefined, null, {}, 'OK', []])('%j is no answer', async (answer) => {
  expect(await judge(answer)).toMatchObject({ reason: 'state_unavailable' });
});

test('a refusal that is remembered needs no other answer', async () => {
  expect(await judge({ kind: 'refused', limits: [status('all', false)] })).toMatchObject({ reason: 'limit_exceeded' });
});
