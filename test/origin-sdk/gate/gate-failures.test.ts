import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGateClient, type GateClient, type GateClientOptions } from '@portcullis/origin';
import { afterEach, describe, expect, test } from 'vitest';
import { secretJwk } from '../tokens.ts';

/** The client against servers that do not answer as a gateway does. */

const { jwk } = secretJwk('k1');
const EMPTY = '{"revocations":[]}';
let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

type Step = (response: ServerResponse) => void;

/** A server that answers each call by the next step, and by the last one from then on. */
async function gateOf(
  steps: readonly Step[],
  changes: Partial<GateClientOptions> = {},
): Promise<{ gate: GateClient; tokens: string[] }> {
  const tokens: string[] = [];
  server = createServer((request, response) => {
    const step = steps[Math.min(tokens.length, steps.length - 1)];
    tokens.push(request.headers.authorization ?? '');
    step?.(response);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    gate: createGateClient({ url, origin: 'app', gateway: 'test-edge', keys: { keys: [jwk] }, ...changes }),
    tokens,
  };
}

const good: Step = (response) => response.end(EMPTY);
function answer(status: number, body = '', headers: Record<string, string> = {}): Step {
  return (response) => response.writeHead(status, headers).end(body);
}
const hang: Step = () => undefined;
const problem = (code: string, detail?: string): string =>
  JSON.stringify({ type: `urn:portcullis:problem:${code}`, code, ...(detail === undefined ? {} : { detail }) });

describe('a call is made again', () => {
  test.each<[string, Step]>([
    ['503', answer(503, problem('unavailable'))],
    ['503 with Retry-After', answer(503, '', { 'retry-after': '0' })],
    ['429', answer(429, problem('rate_limited'), { 'retry-after': '0' })],
    ['502 of a proxy', answer(502, '<html>')],
    ['a connection that is cut', (response) => response.destroy()],
    [
      'a body that is cut',
      (response) => void response.writeHead(200, { 'content-length': '99' }).write('{', () => response.destroy()),
    ],
  ])('after %s', async (_name, step) => {
    const { gate, tokens } = await gateOf([step, good]);
    expect(await gate.revocations()).toEqual([]);
    expect(tokens).toHaveLength(2);
    expect(new Set(tokens).size).toBe(2);
  });

  test('after a try that hangs', async () => {
    const { gate, tokens } = await gateOf([hang, good], { timeoutMs: 2000 });
    expect(await gate.revocations()).toEqual([]);
    expect(tokens).toHaveLength(2);
  });

  test('no more often than "retries" says', async () => {
    const { gate, tokens } = await gateOf([answer(503, problem('unavailable'))], { retries: 2 });
    await expect(gate.revocations()).rejects.toMatchObject({
      code: 'ERR_GATE_UNAVAILABLE',
      status: 503,
      problemCode: 'unavailable',
    });
    expect(tokens).toHaveLength(3);
  });

  test('not where the gateway asks for more patience than is left', async () => {
    const { gate, tokens } = await gateOf([answer(429, '', { 'retry-after': '9' })], { totalTimeoutMs: 8000 });
    await expect(gate.revocations()).rejects.toMatchObject({ code: 'ERR_GATE_UNAVAILABLE', retryAfterSeconds: 9 });
    expect(tokens).toHaveLength(1);
  });

  test('not where it asks for more than ten seconds', async () => {
    const { gate, tokens } = await gateOf([answer(429, '', { 'retry-after': '60' })], { totalTimeoutMs: 300_000 });
    await expect(gate.revocations()).rejects.toMatchObject({ code: 'ERR_GATE_UNAVAILABLE', retryAfterSeconds: 60 });
    expect(tokens).toHaveLength(1);
  });
});

describe('a server that hangs is given up on', () => {
  test.each<[string, Step]>([
    ['before the answer', hang],
    ['in the body', (response) => void response.writeHead(200).write('{')],
    ['in the body of an error', (response) => void response.writeHead(503).write('{')],
  ])('%s', async (_name, step) => {
    const { gate } = await gateOf([step], { timeoutMs: 80, retries: 1 });
    await expect(gate.revocations()).rejects.toMatchObject({ code: 'ERR_GATE_TIMEOUT' });
  });

  test('in all, however many tries are left', async () => {
    const { gate, tokens } = await gateOf([hang], { timeoutMs: 60_000, totalTimeoutMs: 2000, retries: 10 });
    await expect(gate.revocations()).rejects.toMatchObject({ code: 'ERR_GATE_TIMEOUT' });
    expect(tokens).toHaveLength(1);
  });

  test('though its fetch does not obey a signal', async () => {
    const { gate } = await gateOf([hang], { timeoutMs: 50, retries: 0, fetch: () => new Promise(() => undefined) });
    await expect(gate.revocations()).rejects.toMatchObject({ code: 'ERR_GATE_TIMEOUT' });
  });
});

describe('an odd reply is told as such, and the call is not repeated', () => {
  test.each<[string, Step]>([
    ['200 with a page', answer(200, '<!doctype html>')],
    ['200 with another object', answer(200, '{}')],
    ['200 with a list', answer(200, '[]')],
    ['200 with nothing', answer(200)],
    ['a list of things', answer(200, '{"revocations":[1,null]}')],
    ['a revocation of nobody', answer(200, '{"revocations":[{"reason":"x","by":"x","notBefore":"x","expires":"x"}]}')],
    ['bytes that are no text', (response) => response.end(Buffer.from([0x7b, 0xff, 0x7d]))],
    ['204', answer(204)],
    ['a redirect', answer(302, '', { location: 'http://127.0.0.1:9/' })],
    ['a redirect that keeps the method', answer(307, problem('x'), { location: 'http://127.0.0.1:9/' })],
    ['401 of somebody else', answer(401, '{"error":"login"}')],
    ['404 with a page', answer(404, '<h1>Not found</h1>')],
    ['a problem of another kind', answer(403, '{"type":"about:blank","code":"forbidden"}')],
  ])('%s', async (_name, step) => {
    const { gate, tokens } = await gateOf([step]);
    await expect(gate.revocations()).rejects.toMatchObject({ name: 'GateError', code: 'ERR_GATE_ODD_REPLY' });
    expect(tokens).toHaveLength(1);
  });

  test('a reply without end is not read to its end', async () => {
    const chunk = Buffer.alloc(256 * 1024, 0x20);
    let sent = 0;
    const { gate } = await gateOf([
      (response) => {
        const more = (): void => {
          sent += chunk.length;
          if (!response.destroyed) response.write(chunk, more);
        };
        more();
      },
    ]);
    await expect(gate.revocations()).rejects.toMatchObject({ code: 'ERR_GATE_ODD_REPLY' });
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });
});

test('what the gateway says is cleaned and bounded', async () => {
  const { gate } = await gateOf([answer(400, problem('malformed_request', `\u001b[2Jno\n${'x'.repeat(9000)}`))]);
  const error = await gate.revocations().catch((caught: unknown) => caught as Error);
  expect(error).toMatchObject({ code: 'ERR_GATE_REFUSED', message: expect.stringContaining('[2Jnoxxx') });
  expect((error as Error).message.length).toBeLessThan(600);
});

test('no message holds a token or a key', async () => {
  const steps = [answer(500, 'no'), answer(401, problem('session_required')), answer(200, 'no'), hang];
  for (const step of steps) {
    const { gate, tokens } = await gateOf([step], { retries: 0, timeoutMs: 2000 });
    const error = (await gate.revocations().catch((caught: unknown) => caught)) as Error;
    const parts = (tokens[0] ?? '').replace('Bearer ', '').split('.');
    expect(parts).toHaveLength(3);
    for (const secret of [...parts, jwk.k]) expect(`${error.message} ${JSON.stringify(error)}`).not.toContain(secret);
    server?.closeAllConnections();
    server?.close();
  }
});

describe('a call that makes no sense is not sent', () => {
  const { user, session, all } = { user: undefined, session: '', all: false } as unknown as Record<string, never>;
  test.each<[string, (gate: GateClient) => Promise<unknown>]>([
    ['a user that is undefined', (gate) => gate.revoke({ tenant: 'acme', user: user as never }, 'x')],
    ['an empty session', (gate) => gate.revoke({ tenant: 'acme', session: session as never }, 'x')],
    ['a user and a session', (gate) => gate.revoke({ tenant: 'acme', user: 'a', session: 'b' } as never, 'x')],
    ['all and a tenant', (gate) => gate.revoke({ all: true, tenant: 'acme' } as never, 'x')],
    ['not all', (gate) => gate.revoke({ all: all as never }, 'x')],
    ['nobody', (gate) => gate.revoke({} as never, 'x')],
    ['null', (gate) => gate.revoke(null as never, 'x')],
    ['no reason', (gate) => gate.revoke({ tenant: 'acme' }, '')],
    ['a tenant that is a path', (gate) => gate.removeTenantPolicy('../acme')],
    ['a tenant that is a query', (gate) => gate.revocations('acme&x=1')],
    ['an empty tenant', (gate) => gate.tenantPolicy('')],
    ['a policy with an undefined member', (gate) => gate.setTenantPolicy('acme', { suspended: undefined as never })],
    ['a policy with another member', (gate) => gate.setTenantPolicy('acme', { adresses: [] } as never)],
    ['no policy', (gate) => gate.setTenantPolicy('acme', null as never)],
  ])('%s', async (_name, act) => {
    const { gate, tokens } = await gateOf([good]);
    await expect(act(gate)).rejects.toMatchObject({ code: 'ERR_GATE_CALL' });
    expect(tokens).toEqual([]);
  });
});

describe('a client with an unsafe or a missing option is not made', () => {
  const options = { url: 'https://app.example.com', origin: 'app', gateway: 'g', keys: { keys: [jwk] } };
  test.each<[string, object, RegExp]>([
    ['http to another machine', { url: 'http://app.example.com' }, /https:/],
    ['no URL', { url: undefined }, /"url"/],
    ['credentials', { url: 'https://a:b@app.example.com' }, /credentials/],
    ['a path', { url: 'https://app.example.com/x' }, /without a path/],
    ['a query', { url: 'https://app.example.com/?x' }, /without a path/],
    ['no origin', { origin: '' }, /"origin"/],
    ['no gateway', { gateway: undefined }, /"gateway"/],
    ['no keys', { keys: '' }, /"keys"/],
    ['retries without end', { retries: Number.POSITIVE_INFINITY }, /"retries"/],
    ['no time', { timeoutMs: 0 }, /"timeoutMs"/],
    ['no time in all', { totalTimeoutMs: Number.NaN }, /"totalTimeoutMs"/],
  ])('%s', (_name, changes, message) => {
    expect(() => createGateClient({ ...options, ...changes } as GateClientOptions)).toThrow(message);
  });
});
