import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../support/gateway.ts';
import { sendRaw, UNTIL_CLOSED } from '../../support/raw-http.ts';
import { allVectors, bytesOf, isSteady, type NamedVector, signedNow } from './live-vectors.ts';
import type { VerifyingServer, Who } from './verifying-server.ts';

/** Vectors that a server cannot be asked as they are: reason to the test of it. */
export type LeftOut = Readonly<Record<string, (vector: NamedVector) => boolean>>;

export interface JudgeOptions {
  readonly start: (keys: string) => Promise<VerifyingServer>;
  readonly leftOut: LeftOut;
}

const NO_EDDSA = 'the server verifies HS256 alone';
const NOT_REWRITTEN = 'nothing rewrites between the gateway and the server';
const FIVE_SECONDS = 'five seconds are tolerated';
const UNSTEADY = 'the verdict changes with the second';

/** What no server of these tests can be asked. */
export const USUALLY_LEFT_OUT: LeftOut = {
  [NO_EDDSA]: ({ verifier }) => verifier.algorithm === 'EdDSA',
  [NOT_REWRITTEN]: ({ verifier }) => verifier.proxy !== undefined,
  [FIVE_SECONDS]: ({ verifier }) => verifier.clockToleranceSeconds !== 5,
};

const steady = new Map(
  await Promise.all(allVectors().map(async (vector) => [vector.id, await isSteady(vector)] as const)),
);

/** What is usually left out is these vectors; `more` has those of the server's own reasons. */
export function expectLeftOut(leftOut: LeftOut, more: Readonly<Record<string, readonly string[]>> = {}): void {
  const { [NO_EDDSA]: ofEdDSA, ...others } = namesLeftOut(leftOut);
  expect(ofEdDSA?.length).toBeGreaterThan(20);
  expect(others).toEqual({
    [NOT_REWRITTEN]: expect.arrayContaining(['good: proxy that strips']),
    [FIVE_SECONDS]: [
      'time: expired without tolerance',
      'time: early without tolerance',
      'good: last second without tolerance',
    ],
    [UNSTEADY]: ['time: 6 seconds early', 'good: expired within the tolerance'],
    ...more,
  });
}

/** The names of those that are left out, by reason. */
function namesLeftOut(leftOut: LeftOut): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {};
  for (const vector of allVectors()) {
    const reason = reasonFor(vector, leftOut);
    if (reason !== undefined) found[reason] = [...(found[reason] ?? []), vector.id];
  }
  return found;
}

function reasonFor(vector: NamedVector, leftOut: LeftOut): string | undefined {
  const named = Object.entries(leftOut).find(([, applies]) => applies(vector))?.[0];
  return named ?? (steady.get(vector.id) === true ? undefined : UNSTEADY);
}

/** Sends every vector that applies to a real server, and expects the SDK's verdict with the SDK's code. */
export function judgeVectors({ start, leftOut }: JudgeOptions): void {
  const vectors = allVectors().filter((vector) => reasonFor(vector, leftOut) === undefined);
  const keySets = new Set(vectors.map(keysOf));
  const servers = new Map<string, VerifyingServer>();

  beforeAll(async () => {
    for (const keys of keySets) servers.set(keys, await start(keys));
  });
  afterAll(async () => {
    for (const server of servers.values()) await server.stop();
  });

  const serverOf = (vector: NamedVector): VerifyingServer => {
    const server = servers.get(keysOf(vector));
    if (server === undefined) throw new Error('no server has these keys');
    return server;
  };

  describe('accepts, as the SDK does,', () => {
    test.each(vectors.filter(isGood).map(named))('%s', async (_id, vector) => {
      const server = serverOf(vector);
      const before = server.asked().length;
      const reply = await sendRaw(server.port, bytesOf(signedNow(vector)), UNTIL_CLOSED);
      expect(reply.status, server.refusals().at(-1)).toBe(200);
      expect(server.asked().slice(before)).toEqual([whoOf(vector)]);
    });
  });

  describe('refuses, as the SDK does,', () => {
    test.each(vectors.filter((vector) => !isGood(vector)).map(named))('%s', async (_id, vector) => {
      const server = serverOf(vector);
      const [asked, refused] = [server.asked().length, server.refusals().length];
      const reply = await sendRaw(server.port, bytesOf(signedNow(vector)), UNTIL_CLOSED);
      expectRefused(reply, vector.request.method);
      const error = await until(() => server.refusals()[refused]);
      expect({ error }).toEqual(vector.expect);
      expect(server.asked()).toHaveLength(asked);
    });
  });
}

/** The one answer to what is refused, whatever the cause. */
export function expectRefused(reply: Awaited<ReturnType<typeof sendRaw>>, method = 'GET'): void {
  expect(reply.status).toBe(401);
  expect(reply.headers).toMatchObject({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'www-authenticate': 'Portcullis',
  });
  if (method !== 'HEAD')
    expect(JSON.parse(reply.body)).toEqual({
      type: 'urn:portcullis:problem:context_required',
      title: 'This app only answers requests that come through its gateway.',
      status: 401,
      code: 'context_required',
    });
}

const isGood = (vector: NamedVector): boolean => 'context' in vector.expect;
const named = (vector: NamedVector): [string, NamedVector] => [vector.id, vector];

function keysOf({ verifier }: NamedVector): string {
  return JSON.stringify(verifier.keys);
}

function whoOf({ expect: expected }: NamedVector): Who | null {
  if (!('context' in expected)) return null;
  const { tenant, user, roles, actAs } = expected.context;
  return { tenant, user, roles, actor: actAs?.sub ?? null };
}
