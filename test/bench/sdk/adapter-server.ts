import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type PortcullisOptions, portcullis as portcullisOfExpress } from '@portcullis/origin/express';
import { portcullis as portcullisOfFastify } from '@portcullis/origin/fastify';
import express from 'express';
import fastify from 'fastify';

/**
 * A small app to measure: `node adapter-server.ts express|fastify plain|protected '<JWK Set>' <clock in ms>`. It prints its
 * port. The clock stands still, so that one context lasts for all rounds.
 */
const [framework, kind, keys = '', nowMs] = process.argv.slice(2);
const options: Pick<PortcullisOptions, 'issuer' | 'audience' | 'algorithm' | 'keys' | 'now'> = {
  issuer: 'acme-edge',
  audience: 'app',
  algorithm: 'HS256',
  keys,
  now: () => Number(nowMs),
};
const answer = { ok: true, items: [1, 2, 3] };

async function startExpress(): Promise<Server> {
  const app = express();
  if (kind === 'protected') app.use(portcullisOfExpress(options));
  app.get('/loads', (_req, res) => void res.json(answer));
  return new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve(server));
  });
}

async function startFastify(): Promise<Server> {
  const app = fastify();
  if (kind === 'protected') app.register(portcullisOfFastify, options);
  app.get('/loads', async () => answer);
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app.server;
}

const server = await (framework === 'express' ? startExpress() : startFastify());
console.log((server.address() as AddressInfo).port);
