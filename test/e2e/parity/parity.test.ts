import * as fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { gatewayOfFile, originOfFile } from '../../support/of-file.ts';
import { randomRuns } from '../../support/random-runs.ts';
import {
  type BothAnswers,
  bothAnswers,
  CF_HEADER,
  REVOKED_SESSION,
  STRICT_POLICY,
  STRICT_TENANT,
} from './both-answers.ts';
import { CHANGES, PATHS, PLAIN, preflights, type Sample, samples } from './random-requests.ts';
import { parityRules } from './rules.ts';

const origin = await originOfFile();
const gateway = await gatewayOfFile({
  rules: parityRules(origin.url, Math.floor(Date.now() / 1000)),
  cfHeader: CF_HEADER,
});

beforeAll(async () => {
  const authorization = await gateway.mint.admin();
  const json = {
    authorization,
    'content-type': 'application/json',
    [CF_HEADER]: JSON.stringify({ clientIp: '10.9.9.9' }),
  };
  const revoked = await send(gateway, '/.portcullis/v1/revocations', {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ tenant: 'acme', session: REVOKED_SESSION, reason: 'test' }),
  });
  const kept = await send(gateway, `/.portcullis/v1/tenants/${STRICT_TENANT}/policy?force=true`, {
    method: 'PUT',
    headers: { ...json, authorization: await gateway.mint.admin() },
    body: JSON.stringify({ ...STRICT_POLICY, notBefore: undefined }),
  });
  expect([revoked.status, kept.status]).toEqual([201, 200]);
});

/** What both say of the decision. */
function expectSameDecision({ explanation, reply, event }: BothAnswers): void {
  const { refusal, route } = explanation;
  if (refusal !== null) expect(reply.status).toBe(refusal.answer.status);
  // The gateway's own endpoints are recorded where they refuse only.
  if (event === null) return;
  expect(event).toMatchObject({
    outcome: explanation.outcome === 'passed' ? 'answered' : 'refused',
    reason: refusal?.reason ?? null,
    code: refusal?.answer.code ?? null,
    rule: refusal?.at ?? route?.at ?? null,
    // Both count the header block, but a description leaves out what clients add by themselves.
    ...(refusal?.reason === 'headers_too_large' ? {} : { detail: refusal?.detail ?? null }),
    tenant: explanation.tenant,
    route: route?.id ?? null,
    observed: explanation.observed.map(({ reason, at, detail }) => ({ reason, rule: at, detail })),
  });
}

/** What both say of the request that reached the origin. */
async function expectSameForwarded({ explanation, seen, reply }: BothAnswers): Promise<void> {
  if (explanation.origin === null) {
    expect(seen).toBeNull();
    return;
  }
  expect(reply.status).toBe(200);
  const { method, url, claims, headers } = explanation.origin;
  expect(`${origin.url}${seen?.target}`).toBe(url);
  expect(seen?.method).toBe(method);
  const context = await contextOf(gateway, seen ?? undefined);
  const { v, iat, exp, jti, ...known } = context as unknown as Record<string, unknown>;
  expect(jti).toBe(reply.header('portcullis-request-id'));
  expect(v).toBe(1);
  // The session's id and the second in which the test began are its own.
  const { sid, auth_time: authTime, ...expected } = claims as unknown as Record<string, unknown>;
  expect(known).toEqual({
    ...expected,
    ...(sid === undefined ? {} : { sid: expect.any(String), auth_time: authTime }),
  });
  expect(Object.keys(seen?.headers ?? {})).toEqual(expect.arrayContaining([...headers]));
}

/** What both say of the answer to a request that passed. */
function expectSameAnswer({ explanation, reply }: BothAnswers): void {
  if (explanation.outcome === 'refused') return;
  if (explanation.preflight) expect(reply.status).toBe(204);
  for (const [name, value] of explanation.responseHeaders) expect(reply.header(name)).toContain(value);
  const cors = Object.keys(reply.headers).filter((name) => name.startsWith('access-control-'));
  const said = explanation.responseHeaders.map(([name]) => name).filter((name) => name.startsWith('access-control-'));
  expect(cors.toSorted()).toEqual(said.toSorted());
}

async function expectParity(sample: Sample): Promise<BothAnswers> {
  const both = await bothAnswers(gateway, origin, sample);
  expectSameDecision(both);
  await expectSameForwarded(both);
  expectSameAnswer(both);
  return both;
}

test.each(Object.entries(CHANGES))('with %s, explain says of every route what the gateway does', async (_, change) => {
  for (const target of PATHS) await expectParity({ ...PLAIN, target, ...change });
});

/** How random samples end, each of them alike for both. */
async function endingsOf(arbitrary: fc.Arbitrary<Sample>, numRuns: number): Promise<ReadonlySet<string>> {
  const endings = new Set<string>();
  await fc.assert(
    fc.asyncProperty(arbitrary, async (sample) => {
      const { explanation } = await expectParity(sample);
      endings.add(explanation.refusal?.reason ?? `passed ${explanation.answeredBy}`);
    }),
    { numRuns },
  );
  return endings;
}

test('explain says of random requests what the gateway does', async () => {
  // Requests that all end alike would prove little.
  expect((await endingsOf(samples, randomRuns(150))).size).toBeGreaterThan(12);
});

test('explain says of random preflights what the gateway does', async () => {
  expect([...(await endingsOf(preflights, randomRuns(50)))]).toEqual(
    expect.arrayContaining(['passed gateway', 'preflight_refused', 'method_not_allowed']),
  );
});

test('explain says of the last request that a quota admits, and of the next, what the gateway does', async () => {
  const first = await expectParity({ ...PLAIN, target: '/scarce' });
  expect(first.explanation.outcome).toBe('passed');
  expect(first.explanation.limits.map(({ id }) => id)).toEqual(['scarce']);
  const second = await bothAnswers(gateway, origin, { ...PLAIN, target: '/scarce' });
  expect(second.reply.status).toBe(429);
  expect(second.event).toMatchObject({ reason: 'limit_exceeded', detail: 'scarce', route: 'scarce' });
  expect(second.seen).toBeNull();
});

test("explain knows the gateway's own endpoints", async () => {
  const { explanation, reply } = await bothAnswers(gateway, origin, { ...PLAIN, target: '/.portcullis/session' });
  expect(explanation).toMatchObject({ outcome: 'passed', answeredBy: 'gateway', origin: null });
  expect(reply.status).toBe(200);
});
