import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { SignJWT } from 'jose';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/patience.ts';
import { options, REQUEST } from './good-context.ts';
import { GOOD_CLAIMS, NOW_SECONDS } from './tokens.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'e1' };
const tokenOf = (jti: string) =>
  new SignJWT({ ...GOOD_CLAIMS, jti })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'tenant-context+jwt', kid: 'e1' })
    .sign(privateKey);

/** An app on Workers: it answers with the user, or with why it refuses. */
const APP = `
import { createContextVerifier, memoryReplayStore, remoteJwkSet } from './origin-sdk/src/index.ts';
let verifier;
export default {
  async fetch(request, env) {
    verifier ??= createContextVerifier({
      issuer: '${options.issuer}', audience: '${options.audience}', algorithm: 'EdDSA',
      keys: remoteJwkSet(env.KEYS, { timeoutMs: 10_000 }),
      replay: memoryReplayStore(),
      now: () => ${NOW_SECONDS * 1000},
    });
    const { pathname, search } = new URL(request.url);
    try {
      const context = await verifier.verifyRequest({ method: request.method, target: pathname + search, headers: request.headers });
      return new Response(context.user);
    } catch (error) {
      return new Response(error.code ?? String(error), { status: 401 });
    }
  },
};`;

describe('on Workers', () => {
  let server: Server;
  let miniflare: Miniflare;
  let asked = 0;
  const waiting: (() => void)[] = [];
  let hangs = true;

  beforeAll(async () => {
    server = createServer((_request, response) => {
      asked += 1;
      const answer = () => void response.end(JSON.stringify({ keys: [jwk] }));
      if (hangs) waiting.push(answer);
      else answer();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
    const { outputFiles } = await build({
      stdin: { contents: APP, resolveDir: '.', loader: 'ts' },
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      conditions: ['workerd', 'worker'],
      write: false,
    });
    const contents = outputFiles[0]?.text ?? '';
    miniflare = new Miniflare(
      convertV4MiniflareOptions({
        compatibilityDate: '2026-11-17',
        modules: [{ type: 'ESModule', path: 'app.js', contents }],
        bindings: { KEYS: url },
      }),
    );
    await miniflare.ready;
  });
  afterAll(async () => {
    await miniflare?.dispose();
    server?.closeAllConnections();
    server?.close();
  });

  const ask = async (token: string) => {
    const headers = { 'portcullis-context': token, 'x-forwarded-host': REQUEST.host };
    const response = await miniflare.dispatchFetch(`http://app.internal${REQUEST.target}`, { headers });
    return [response.status, await response.text()];
  };

  it('fetched keys, Ed25519 and the replay store work, and no request waits for what another has begun', async () => {
    const stuck = ask(await tokenOf('r-1'));
    await until(() => waiting[0]);
    hangs = false;
    expect(await ask(await tokenOf('r-2'))).toEqual([200, 'u-7']);
    expect(await ask(await tokenOf('r-2'))).toEqual([401, 'ERR_CONTEXT_REPLAYED']);
    for (const answer of waiting.splice(0)) answer();
    expect(await stuck).toEqual([200, 'u-7']);
    expect(asked).toBe(2);
    expect(await ask(`${(await tokenOf('r-3')).slice(0, -4)}AAAA`)).toEqual([401, 'ERR_CONTEXT_SIGNATURE']);
  });
});
