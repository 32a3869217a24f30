import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { ContextVerifierOptions } from '@portcullis/origin';
import { portcullis as expressPortcullis } from '@portcullis/origin/express';
import { portcullis as fastifyPortcullis } from '@portcullis/origin/fastify';
import { protect as protectFetch } from '@portcullis/origin/fetch';
import { portcullis as honoPortcullis, type PortcullisEnv } from '@portcullis/origin/hono';
import { protect } from '@portcullis/origin/node';
import { createTestGate, examineOrigin } from '@portcullis/origin/testing';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { expect, it } from 'vitest';

interface App {
  readonly url: string;
  readonly close: () => Promise<unknown>;
}

/** The smallest app of each framework. */
const APPS: Readonly<Record<string, (trust: ContextVerifierOptions) => Promise<App>>> = {
  hono: async (trust) => {
    const app = new Hono<PortcullisEnv>();
    app.use(honoPortcullis(trust));
    app.get('/loads', (c) => c.text('loads'));
    return listen(createAdaptorServer({ fetch: app.fetch }) as ReturnType<typeof createServer>);
  },
  express: async (trust) => {
    const app = express();
    app.use(expressPortcullis(trust));
    app.get('/loads', (_request, response) => void response.send('loads'));
    return listen(createServer(app as RequestListener));
  },
  fastify: async (trust) => {
    const app = fastify();
    await app.register(fastifyPortcullis, trust);
    app.get('/loads', async () => 'loads');
    return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
  },
  node: async (trust) => listen(createServer(protect((_request, response) => response.end('loads'), trust))),
};

async function listen(server: ReturnType<typeof createServer>): Promise<App> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, close: () => new Promise((resolve) => server.close(resolve)) };
}

it.each(
  Object.keys(APPS).flatMap((name) => [
    [name, 'HS256'],
    [name, 'EdDSA'],
  ]) as [string, 'HS256' | 'EdDSA'][],
)('an app with the %s adapter is all clear with %s', async (name, algorithm) => {
  const gate = await createTestGate({ audience: 'app', algorithm });
  const app = await APPS[name]?.(gate.options);
  if (app === undefined) throw new Error(`no app ${name}`);
  try {
    const report = await examineOrigin({
      ...gate.options,
      url: `${app.url}/loads?page=2`,
      host: 'acme.app.example.com',
    });
    expect(report.cases.filter(({ verdict }) => verdict !== 'refused')).toEqual([]);
    expect(report).toMatchObject({ allClear: true, goodAnswer: { kind: 'status', status: 200 } });
  } finally {
    await app.close();
  }
});

it('an app that does not listen is examined by the function that it is', async () => {
  const gate = await createTestGate({ audience: 'app' });
  const handler = protectFetch(() => new Response('loads'), gate.options);
  const report = await examineOrigin({
    ...gate.options,
    url: 'http://app.internal/loads',
    host: 'acme.app.example.com',
    send: ({ method, url, headers }) => {
      const joined = new Headers();
      for (const [name, value] of headers) joined.append(name, value);
      return handler(new Request(url, { method, headers: joined }));
    },
  });
  expect(report).toMatchObject({ allClear: true, holes: [] });
});
