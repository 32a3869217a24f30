import { generateKeyPairSync } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type ContextVerifier, createContextVerifier, memoryReplayStore, remoteJwkSet } from '@portcullis/origin';
import { expect, test } from 'vitest';
import { send } from '../support/client.ts';
import { gatewayOfFile, originOfFile } from '../support/of-file.ts';
import type { TestOrigin } from '../support/origin.ts';
import { testRules } from '../support/rules.ts';

const privateJwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
const CONTEXT_KEYS = JSON.stringify({ keys: [{ ...privateJwk, kid: 'dev-context-1' }] });

/** An app that answers with whom it has verified, or with why it refuses. */
const startApp = (verifier: () => ContextVerifier): Promise<TestOrigin> =>
  originOfFile(async (request, response, body) => {
    // So that the request is among those seen before it is answered.
    await body;
    const headers = pairs(request);
    try {
      const context = await verifier().verifyRequest({
        method: request.method ?? '',
        target: request.url ?? '',
        headers,
      });
      response.end(JSON.stringify([context.tenant, context.user, context.host, context.routeId]));
    } catch (error) {
      response.writeHead(401).end((error as { code?: string }).code);
    }
  });

function pairs({ rawHeaders }: IncomingMessage): [string, string][] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : []));
}

const verifiers: { shared?: ContextVerifier; paired?: ContextVerifier } = {};
const startNamed = (name: 'shared' | 'paired') => startApp(() => verifiers[name] as ContextVerifier);
const [shared, paired] = await Promise.all([startNamed('shared'), startNamed('paired')]);
const gateway = await gatewayOfFile({
  rules: testRules({
    origins: { shared: shared.url, paired: paired.url },
    routes: [
      'id: shared, path: /shared/*, access: public, origin: shared',
      'id: paired, path: /paired/*, access: public, origin: paired',
    ],
  }).replace(/(paired: \{.*?context: )HS256/, '$1EdDSA'),
  settings: { CONTEXT_KEYS },
});
verifiers.shared = createContextVerifier({
  issuer: 'test-edge',
  audience: 'shared',
  algorithm: 'HS256',
  keys: gateway.settings['ORIGIN_SHARED_KEYS'] ?? '',
  replay: memoryReplayStore(),
});
verifiers.paired = createContextVerifier({
  issuer: 'test-edge',
  audience: 'paired',
  algorithm: 'EdDSA',
  keys: remoteJwkSet(`http://localhost:${gateway.port}/.portcullis/jwks.json`, { timeoutMs: 10_000 }),
  replay: memoryReplayStore(),
});

test.each(['shared', 'paired'])('the app %s believes the gateway, for each request once', async (name) => {
  const host = `acme.localhost:${gateway.port}`;
  const app = name === 'shared' ? shared : paired;
  for (const target of [`/${name}/a?b=%20+`, `/${name}/x`]) {
    const reply = await send(gateway, target, { host });
    expect([reply.status, JSON.parse(reply.text)]).toEqual([200, ['acme', null, host, name]]);
  }
  const cookie = await gateway.mint.cookie({ tid: 'acme', sub: 'u-9' });
  const signedIn = await send(gateway, `/${name}/me`, { host, method: 'POST', headers: { cookie } });
  expect([signedIn.status, JSON.parse(signedIn.text)]).toEqual([200, ['acme', 'u-9', host, name]]);

  // What the app was sent, sent to it again by somebody on the way.
  const seen = app.seen.at(-1);
  const caught = (name: string) => seen?.headers[name]?.[0] ?? '';
  const headers = {
    'portcullis-context': caught('portcullis-context'),
    'x-forwarded-host': caught('x-forwarded-host'),
  };
  const again = async (path: string, changes = {}) =>
    (await fetch(`${app.url}${path}`, { method: 'POST', headers: { ...headers, ...changes } })).text();
  expect(await again(`/${name}/me`)).toBe('ERR_CONTEXT_REPLAYED');
  expect(await again(`/${name}/other`)).toBe('ERR_CONTEXT_REQUEST_MISMATCH');
  const other = { 'x-forwarded-host': `globex.localhost:${gateway.port}` };
  expect(await again(`/${name}/me`, other)).toBe('ERR_CONTEXT_REQUEST_MISMATCH');
});

test('a context of one app is nothing to the other', async () => {
  const host = `acme.localhost:${gateway.port}`;
  for (const [from, to] of [
    ['shared', paired],
    ['paired', shared],
  ] as const) {
    await send(gateway, `/${from}/z`, { host });
    const seen = (from === 'shared' ? shared : paired).seen.at(-1);
    const context = seen?.headers['portcullis-context']?.[0] ?? '';
    const response = await fetch(`${to.url}/${from}/z`, {
      headers: { 'portcullis-context': context, 'x-forwarded-host': host },
    });
    expect([response.status, await response.text()]).toEqual([401, 'ERR_CONTEXT_SIGNATURE']);
  }
});
