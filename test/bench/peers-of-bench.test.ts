import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { requireDebianPackages } from '../support/debian-packages.ts';
import { folderOfFile, ofFile, originOfFile } from '../support/of-file.ts';
import type { SeenRequest } from '../support/origin.ts';
import { startGatewayUnderTest } from './gateway-under-test.ts';
import { HAPROXY } from './haproxy.ts';
import { missingFor, type Peer, type PeerId, startPeerOf } from './peers-of-bench.ts';
import { BROWSER_HEADERS } from './wrk.ts';

/** What one signed-in request looked like at both ends. */
interface Passage {
  readonly toOrigin: SeenRequest;
  readonly toClient: Readonly<Record<string, string>>;
}

/** Of the connection and of the moment, not of who answered. */
const OF_THE_CONNECTION = new Set(['connection', 'date', 'keep-alive', 'transfer-encoding', 'content-length']);
const OF_THE_GATEWAY = ['portcullis-context', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'];

requireDebianPackages({ haproxy: HAPROXY });
const folder = await folderOfFile('peers-of-bench');
// With a header that must not go out.
const origin = await originOfFile((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', server: 'nginx/1.22.1' });
  response.end('{"ok":true}');
});
const gateway = ofFile(await startGatewayUnderTest(join(folder, 'gateway'), origin.url), ({ stop }) => stop());
const ofGateway = await passThrough(gateway);

describe('the hand-written Worker', () => {
  let passage: Passage;
  beforeAll(async () => {
    passage = await passageOf('hand-written');
  });

  test('sends the origin headers of the same names and sizes', () => {
    expect(sizesOf(passage.toOrigin.headers)).toEqual(sizesOf(ofGateway.toOrigin.headers));
  });

  test('signs a context of the same claims and sizes', () => {
    expect(claimSizes(passage)).toEqual(claimSizes(ofGateway));
  });

  test('answers the client with headers of the same names and values', () => {
    const shown = ({ toClient }: Passage) => ({ ...toClient, 'portcullis-request-id': expect.any(String) });
    expect(passage.toClient).toEqual(shown(ofGateway));
  });
});

describe.each(['hono-stack', 'fastify-gateway', 'express-gateway', 'haproxy'] as const)('the peer %s', (id) => {
  const why = missingFor(id);
  test.skipIf(why !== null)(
    `gives both ends the headers that the gateway sets${why === null ? '' : ` (${why})`}`,
    async () => {
      const { toOrigin, toClient } = await passageOf(id);
      const own = id === 'haproxy' ? OF_THE_GATEWAY.filter((name) => name !== 'portcullis-context') : OF_THE_GATEWAY;
      expect(Object.keys(toOrigin.headers)).toEqual(expect.arrayContaining(own));
      expect(toOrigin.headers).not.toHaveProperty('cookie');
      expect(Object.keys(toClient).toSorted()).toEqual(Object.keys(ofGateway.toClient).toSorted());
      if (id !== 'haproxy')
        expect(Object.keys(claimsOf(toOrigin)).toSorted()).toEqual(
          Object.keys(claimsOf(ofGateway.toOrigin)).toSorted(),
        );
    },
  );
});

describe.each(['hand-written', 'hono-stack', 'fastify-gateway', 'express-gateway', 'haproxy'] as const)(
  'what the gateway refuses, the peer %s refuses too',
  (id) => {
    const why = missingFor(id);
    const reason = why === null ? '' : ` (${why})`;
    test.skipIf(why !== null)(`no cookie, a forged one, a user without the role${reason}`, async () => {
      const peer = await startPeerOf(id, { folder, originUrl: origin.url, gateway });
      try {
        const before = origin.begun;
        const forged = fieldValue(peer.cookie).replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'));
        for (const cookie of [null, forged, await gateway.mint.cookie({ roles: ['reader'] })]) {
          const answer = await fetch(`${peer.url}/owners/items`, { headers: cookie === null ? {} : { cookie } });
          expect([401, 403]).toContain(answer.status);
        }
        expect(origin.begun).toBe(before);
      } finally {
        await peer.stop();
      }
    });
  },
);

async function passageOf(id: PeerId): Promise<Passage> {
  const peer = await startPeerOf(id, { folder, originUrl: origin.url, gateway });
  try {
    return await passThrough(peer);
  } finally {
    await peer.stop();
  }
}

async function passThrough({ url, cookie }: Pick<Peer, 'url' | 'cookie'>): Promise<Passage> {
  const headers = Object.fromEntries(
    [...BROWSER_HEADERS, cookie].map((line) => [line.slice(0, line.indexOf(':')), fieldValue(line)]),
  );
  const answer = await fetch(`${url}/owners/items`, { headers });
  expect(await answer.text()).toBe('{"ok":true}');
  expect(answer.status).toBe(200);
  const toOrigin = origin.seen.at(-1);
  if (toOrigin === undefined) throw new Error('the origin was not asked');
  return {
    toOrigin,
    toClient: Object.fromEntries([...answer.headers].filter(([name]) => !OF_THE_CONNECTION.has(name))),
  };
}

function fieldValue(line: string): string {
  return line.slice(line.indexOf(':') + 2);
}

/** Length of each value. The context is judged by its claims, and the port of the host is one's own. */
function sizesOf(headers: SeenRequest['headers']): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [
      name,
      name === 'portcullis-context' ? 0 : values.join(', ').length,
    ]),
  );
}

function claimsOf({ headers }: SeenRequest): Readonly<Record<string, unknown>> {
  const [, payload = ''] = (headers['portcullis-context']?.[0] ?? '').split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
}

function claimSizes({ toOrigin }: Passage): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(claimsOf(toOrigin)).map(([name, value]) => [name, JSON.stringify(value).length]),
  );
}
