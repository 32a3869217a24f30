import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { type PortcullisEnv, portcullis } from '@portcullis/origin/hono';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRaw } from '../../support/raw-http.ts';
import { linesFor, trust } from './trust.ts';

/** Hono on Node routes by a URL that its server joins from `Host` and the target. */
describe('the adapter for Hono, behind a Host that holds a path', () => {
  const reached: string[] = [];
  let server: ReturnType<typeof serve>;
  beforeAll(async () => {
    const app = new Hono<PortcullisEnv>();
    app.use(portcullis({ ...trust, open: ['/health'] }));
    app.get('*', (c) => {
      reached.push(c.req.path);
      return c.text(c.req.path);
    });
    await new Promise<void>((resolve) => {
      server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve());
    });
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const ask = (host: string, target: string, lines = linesFor('GET', target)) => {
    const bytes = [`GET ${target} HTTP/1.1`, `Host: ${host}`, ...lines, 'Connection: close', '', ''].join('\r\n');
    return sendRaw((server.address() as AddressInfo).port, Buffer.from(bytes, 'latin1'));
  };

  it('serves the path that was verified behind an ordinary one', async () => {
    expect((await ask('app.internal', '/loads')).body).toBe('/loads');
    expect((await ask('app.internal:3000', '/health', [])).body).toBe('/health');
    expect(reached).toEqual(['/loads', '/health']);
  });

  it.each(['1/admin', '\xfc.\xfc/admin?abcde', 'x/admin?', '1/admin#', '1\\admin', 'a/b'])(
    'serves nothing for Host: %s',
    async (host) => {
      const before = reached.length;
      for (const target of ['/loads', '/health']) {
        expect([400, 401]).toContain((await ask(host, target)).status);
        expect([400, 401]).toContain((await ask(host, target, [])).status);
      }
      expect(reached).toHaveLength(before);
    },
  );
});
