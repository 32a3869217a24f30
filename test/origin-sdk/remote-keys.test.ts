import { generateKeyPairSync } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { createContextVerifier, type RemoteJwkSetOptions, remoteJwkSet } from '@portcullis/origin';
import { describe, expect, it } from 'vitest';
import { options, REQUEST, refused } from './good-context.ts';
import { e1, e2, edKey, endpoint, set, stranger } from './remote-endpoint.ts';
import { secretJwk } from './tokens.ts';

const unavailable = refused('ERR_CONTEXT_KEYS_UNAVAILABLE');
const noKey = refused('ERR_CONTEXT_SIGNATURE');

describe('keys that are fetched', () => {
  it('are fetched once for many requests, at the first of them', async () => {
    const { ask, state } = await endpoint(set(e1.jwk, e2.jwk));
    expect(state.asked).toBe(0);
    const contexts = await Promise.all(Array.from({ length: 100 }, (_, index) => ask(index % 2 === 0 ? e1 : e2)));
    expect([contexts.length, contexts.every(({ user }) => user === 'u-7'), state.asked]).toEqual([100, true, 1]);
  });

  it('do not verify what another key has signed', async () => {
    const { ask } = await endpoint(set(e1.jwk));
    await expect(ask(stranger)).rejects.toMatchObject(noKey);
  });

  it('are not asked for, where the token is wrong without them', async () => {
    const { keys, state } = await endpoint(set(e1.jwk));
    const verifier = createContextVerifier({ ...options, algorithm: 'EdDSA', keys });
    const [header, payload, signature] = (await e1.token()).split('.');
    for (const token of ['x', `${header}.${payload}.`, `${header}.${payload}.${signature}=`])
      await expect(verifier.verify({ ...REQUEST, header: token })).rejects.toMatchObject({ name: 'ContextError' });
    expect(state.asked).toBe(0);
  });

  it('are fetched again for an unknown id, but once in a cool-down however many ask', async () => {
    const { ask, state } = await endpoint(set(e1.jwk), { cooldownSeconds: 30 });
    await ask();
    // Published and used at once, a moment after the others were fetched.
    state.answer = set(e2.jwk);
    const contexts = await Promise.all(Array.from({ length: 50 }, () => ask(e2)));
    expect([contexts.length, state.asked]).toEqual([50, 2]);
    const unknown = edKey('e3');
    const refusals = await Promise.allSettled(Array.from({ length: 50 }, () => ask(unknown)));
    expect(refusals.every((outcome) => outcome.status === 'rejected')).toBe(true);
    // The old key went with the old set.
    await expect(ask(e1)).rejects.toMatchObject(noKey);
    expect(state.asked).toBe(2);
    state.offsetMs = 30_000;
    await expect(ask(unknown)).rejects.toMatchObject(noKey);
    expect(state.asked).toBe(3);
  });

  it('are fetched again a second after an unknown id, without being told', async () => {
    const { ask, state } = await endpoint(set(e1.jwk));
    await ask();
    await expect(ask(edKey('e3'))).rejects.toMatchObject(noKey);
    state.answer = set(e1.jwk, e2.jwk);
    state.offsetMs = 1000;
    expect((await ask(e2)).user).toBe('u-7');
  });

  it('count until their age is over, and no longer where no new ones can be had', async () => {
    const { ask, state } = await endpoint(set(e1.jwk), { maxAgeSeconds: 300 });
    await ask();
    state.answer = (_request, response) => response.writeHead(500).end();
    state.offsetMs = 299_999;
    expect((await ask()).user).toBe('u-7');
    state.offsetMs = 300_000;
    await expect(ask()).rejects.toMatchObject(unavailable);
    state.answer = set(e1.jwk);
    state.offsetMs += 1000;
    expect((await ask()).user).toBe('u-7');
  });

  it('count no longer when the clock is set back', async () => {
    const { ask, state } = await endpoint(set(e1.jwk));
    await ask();
    state.offsetMs = -1;
    state.answer = set(e2.jwk);
    await expect(ask()).rejects.toMatchObject(noKey);
    expect(state.asked).toBe(2);
  });

  it('leave the known ones in use while an unknown id cannot be looked up', async () => {
    const { ask, state } = await endpoint(set(e1.jwk), { cooldownSeconds: 1 });
    await ask();
    state.answer = '<html>';
    state.offsetMs = 2000;
    await expect(ask(e2)).rejects.toMatchObject(unavailable);
    expect((await ask()).user).toBe('u-7');
  });

  it('are tried again no sooner than a second after a failure', async () => {
    const { ask, state } = await endpoint((_request, response) => response.writeHead(503).end());
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => ask()));
    await expect(ask()).rejects.toMatchObject(unavailable);
    expect([outcomes.every(({ status }) => status === 'rejected'), state.asked]).toEqual([true, 1]);
    state.offsetMs = 1000;
    await expect(ask()).rejects.toMatchObject(unavailable);
    expect(state.asked).toBe(2);
  });
});

describe('an endpoint of keys', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });

  it.each<[string, RequestListener | string]>([
    ['hangs before its headers', () => undefined],
    ['hangs in its headers', (_request, response) => response.socket?.write('HTTP/1.1 200 OK\r\nContent-Ty')],
    ['hangs in its body', (_request, response) => void response.writeHead(200).write('{"keys":[')],
    [
      'breaks off',
      (_request, response) => response.writeHead(200, { 'content-length': 500 }).write('{', () => response.destroy()),
    ],
    ['closes the connection', (request) => request.socket.destroy()],
    ['is no HTTP', (request) => request.socket.end('SSH-2.0-OpenSSH_9.9\r\n')],
    ['fails', (_request, response) => response.writeHead(500).end(set(e1.jwk))],
    ['gives no content', (_request, response) => response.writeHead(204).end()],
    ['gives a part', (_request, response) => response.writeHead(206).end(set(e1.jwk))],
    ['redirects', (_request, response) => response.writeHead(302, { location: '/other' }).end(set(e1.jwk))],
    ['answers HTML', (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
    ['is empty', ''],
    ['answers null', 'null'],
    ['answers a list', '[]'],
    ['answers JSON in JSON', JSON.stringify('{"keys":')],
    ['answers deep nesting', '['.repeat(60_000)],
    ['has no key', set()],
    ['has no usable key', set(null, 5, 'x', [], {}, rsa, p256)],
    ['has keys that are no list', '{"keys":{"e1":{}}}'],
    ['gives private keys', set(e1.privateJwk)],
    ['gives secrets', set({ ...secretJwk('e1').jwk, alg: 'EdDSA' })],
    ['gives a key for another algorithm', set({ ...e1.jwk, alg: 'ES256' })],
    ['gives a key for encryption', set({ ...e1.jwk, use: 'enc' })],
    ['gives a key of another curve', set({ ...e1.jwk, crv: 'X25519' })],
    ['gives a key that is cut', set({ ...e1.jwk, x: e1.jwk.x?.slice(0, -4) })],
    ['gives a key of zeros', set({ ...e1.jwk, x: 'A'.repeat(43) })],
    ['gives a key without an id', set({ ...e1.jwk, kid: undefined })],
    ['gives two keys of one id', set(e1.jwk, stranger.jwk)],
    ['gives the id to a key of another kind as well', set(e1.jwk, { ...rsa, kid: 'e1' })],
    ['gives thousands of keys', set(...Array.from({ length: 9000 }, () => 0), e1.jwk)],
    ['gives 10 MB with their length', (_request, response) => response.end(`${set(e1.jwk)}${' '.repeat(10_000_000)}`)],
    [
      'gives 10 MB in chunks',
      (_request, response) => {
        response.write(set(e1.jwk));
        for (let sent = 0; sent < 160; sent += 1) response.write(' '.repeat(65_536));
        response.end();
      },
    ],
    [
      'never stops',
      (_request, response) => {
        const timer = setInterval(() => response.write(' '.repeat(16)), 5);
        response.once('close', () => clearInterval(timer));
      },
    ],
  ])('that %s is refused in time', async (_what, answer) => {
    const { ask } = await endpoint(answer, { timeoutMs: 300 });
    await expect(ask()).rejects.toMatchObject(unavailable);
  });

  it('that redirects is not followed, not even to good keys', async () => {
    const { ask, state } = await endpoint((request, response) => {
      if (request.url === '/other') response.end(set(e1.jwk));
      else response.writeHead(307, { location: '/other' }).end();
    });
    await expect(ask()).rejects.toMatchObject(unavailable);
    expect(state.asked).toBe(1);
  });

  it('that lies about some keys does not spoil the others', async () => {
    const { ask } = await endpoint(set(null, e2.privateJwk, rsa, { ...rsa, kid: 'r' }, secretJwk('h').jwk, e1.jwk));
    expect((await ask()).user).toBe('u-7');
    await expect(ask(e2)).rejects.toMatchObject(noKey);
  });

  it('may call the algorithm EdDSA or Ed25519', async () => {
    const { ask } = await endpoint(set({ ...e1.jwk, alg: 'EdDSA', use: 'sig' }, { ...e2.jwk, alg: 'Ed25519' }));
    expect([(await ask(e1)).user, (await ask(e2)).user]).toEqual(['u-7', 'u-7']);
  });

  it.each<[string, NonNullable<RemoteJwkSetOptions['fetch']>]>([
    ['never settles', () => new Promise(() => undefined)],
    ['rejects', () => Promise.reject(new Error('down'))],
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    ['answers nothing', async () => undefined as unknown as Response],
    [
      'has a body that never ends',
      async () => new Response(new ReadableStream({ pull: () => new Promise(() => undefined) })),
    ],
    [
      'has followed a redirect',
      async () => Object.defineProperty(Response.json({ keys: [e1.jwk] }), 'redirected', { value: true }),
    ],
  ])('asked with a fetch that %s is refused in time, and asked again', async (_what, broken) => {
    let tries = 0;
    const { ask, state } = await endpoint('', {
      timeoutMs: 100,
      fetch: (url, init) => (tries++ === 0 ? broken(url, init) : Promise.resolve(Response.json({ keys: [e1.jwk] }))),
    });
    await expect(ask()).rejects.toMatchObject(unavailable);
    state.offsetMs = 1000;
    expect([(await ask()).user, tries]).toEqual(['u-7', 2]);
  });

  it('never has its answer or its address in the error', async () => {
    const { ask, keys } = await endpoint('{"keys":"hush"}');
    const error: unknown = await ask().catch((caught: unknown) => caught);
    const said = `${(error as Error).message} ${JSON.stringify(error)} ${String((error as Error).cause)}`;
    expect(said).not.toContain('hush');
    expect(said).not.toContain(keys.url);
  });
});

describe('a remote set of keys', () => {
  it.each([
    'http://app.example.com/jwks.json',
    'https://user:pass@app.example.com/',
    'ftp://app.example.com/',
    'file:///etc/passwd',
    'http://127.0.0.1.example.com/',
    '/jwks.json',
    '',
  ])('is not taken from %j', (url) => {
    expect(() => remoteJwkSet(url)).toThrow(/https:/);
  });

  it.each(['timeoutMs', 'maxAgeSeconds', 'cooldownSeconds'])('is not made with a wrong %s', (name) => {
    for (const value of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5'])
      expect(() => remoteJwkSet('https://app.example.com/', { [name]: value })).toThrow(`"${name}"`);
  });

  it('is not taken for secrets, nor from an object that only looks like it', () => {
    const keys = remoteJwkSet('https://app.example.com/jwks.json');
    expect(() => createContextVerifier({ ...options, keys })).toThrow(/never fetched/);
    const fake = { url: keys.url, keyFor: keys.keyFor };
    expect(() => createContextVerifier({ ...options, algorithm: 'EdDSA', keys: fake })).toThrow(/JWK Set/);
  });
});
