import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Policy } from '@portcullis/rules/policy';
import { createMint } from '../support/mint.ts';
import { dataHeaders } from '../support/response-policy.ts';
import type { GatewayUnderTest } from './gateway-under-test.ts';
import { hasHaproxy, startHaproxy } from './haproxy.ts';
import { startNodePeer } from './node-peer.ts';
import { type RunningWorker, startPeer } from './peer-worker.ts';

/** A peer, and the Cookie header of an owner who is signed in there. */
export interface Peer extends RunningWorker {
  readonly cookie: string;
}

/** Peers that do the gateway's work on a request, as far as they can, or some of it. */
export type PeerId =
  | 'pass-through'
  | 'headers-only'
  | 'headers-only-twin'
  | 'hand-written'
  | 'hono-stack'
  | 'fastify-gateway'
  | 'express-gateway'
  | 'haproxy';

/** What a peer needs to stand beside a gateway. */
export interface PeerSetting {
  readonly folder: string;
  readonly originUrl: string;
  readonly gateway: GatewayUnderTest;
}

const PROXIES = fileURLToPath(new URL('../../tools/bench/node_modules/http-proxy-middleware', import.meta.url));

/** Why a peer cannot be started here; `null` where it can. */
export function missingFor(id: PeerId): string | null {
  if (id === 'haproxy') return hasHaproxy() ? null : 'haproxy is not installed';
  if (id === 'fastify-gateway' || id === 'express-gateway')
    return existsSync(PROXIES) ? null : 'its proxy is not installed: npm run tools -- bench';
  return null;
}

/** Starts one peer: with the gateway's keys and cookie, and the response headers that the gateway gives to the origin's answer. */
export async function startPeerOf(id: PeerId, { folder, originUrl, gateway }: PeerSetting): Promise<Peer> {
  const { cookie, keys, policy } = gateway;
  const headers = dataHeaders(policy.routes[0]?.headers);
  const bindings = { ORIGIN: originUrl, ROLE_KEY: keys.role, CONTEXT_KEY: keys.context };
  if (id === 'haproxy') {
    const { roleKey, ...started } = await startHaproxy(join(folder, id), originUrl, headers);
    return { ...started, cookie: `Cookie: ${await cookieSignedWith(roleKey, policy)}` };
  }
  if (id === 'fastify-gateway' || id === 'express-gateway') {
    const settings = { ...bindings, STRICT_HEADERS: JSON.stringify(headers), RULES_DIGEST: policy.digest };
    return { ...(await startNodePeer(id, settings)), cookie };
  }
  const name = id === 'headers-only-twin' ? 'headers-only' : id;
  const define = { STRICT_HEADERS: headers, RULES_DIGEST: policy.digest };
  return { ...(await startPeer({ name, folder: join(folder, id), define, bindings })), cookie };
}

function cookieSignedWith(k: string, policy: Policy): Promise<string> {
  const keys = JSON.stringify({ keys: [{ kty: 'oct', kid: 'haproxy', alg: 'HS256', k }] });
  return createMint(policy, { ROLE_COOKIE_KEYS: keys }).cookie({ exp: Math.floor(Date.now() / 1000) + 3000 });
}
