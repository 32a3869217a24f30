import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createContextVerifier, type RemoteJwkSetOptions, remoteJwkSet } from '@portcullis/origin';
import { SignJWT } from 'jose';
import { afterEach, beforeEach, expect } from 'vitest';
import { options, REQUEST } from './good-context.ts';
import { GOOD_CLAIMS } from './tokens.ts';

export function edKey(kid: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const header = { alg: 'EdDSA', typ: 'tenant-context+jwt', kid };
  return {
    jwk: { ...publicKey.export({ format: 'jwk' }), kid },
    privateJwk: { ...privateKey.export({ format: 'jwk' }), kid },
    token: (claims = {}) => new SignJWT({ ...GOOD_CLAIMS, ...claims }).setProtectedHeader(header).sign(privateKey),
  };
}

export const [e1, e2, stranger] = [edKey('e1'), edKey('e2'), edKey('e1')];
/** The text of a JWK Set. */
export const set = (...keys: readonly unknown[]) => JSON.stringify({ keys });

/** An endpoint whose answer can be changed, and a verifier whose clock of keys can be moved. */
export async function endpoint(answer: RequestListener | string, wishes: RemoteJwkSetOptions = {}) {
  const state = { answer, asked: 0, offsetMs: 0 };
  const server = createServer((request, response) => {
    state.asked += 1;
    if (typeof state.answer === 'string') response.setHeader('content-type', 'application/json').end(state.answer);
    else state.answer(request, response);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  const keys = remoteJwkSet(url, { timeoutMs: 60_000, now: () => 1e12 + state.offsetMs, ...wishes });
  const verifier = createContextVerifier({ ...options, algorithm: 'EdDSA', keys });
  const ask = async (from = e1) => verifier.verify({ ...REQUEST, header: await from.token() });
  return { state, ask, keys, server };
}

const servers: Server[] = [];
const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => {
  process.on('unhandledRejection', note);
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  // Rejections are reported once the queue of microtasks is empty.
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('unhandledRejection', note);
  expect(unhandled.splice(0)).toEqual([]);
});
