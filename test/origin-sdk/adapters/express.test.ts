import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { currentContext } from '@portcullis/origin/async';
import { portcullis, portcullisErrors } from '@portcullis/origin/express';
import express, { type Express } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { send } from '../../support/client.ts';
import { headersFor, refusalLog, trust } from './trust.ts';

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

async function listen(app: Express): Promise<{ readonly port: number }> {
  const started = createServer(app);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return started.address() as AddressInfo;
}

const get = (at: { readonly port: number }, target: string, signed: string | null = target, more: object = {}) =>
  send(at, target, { headers: { ...(signed !== null && headersFor('GET', signed)), ...more } });

describe('the Express middleware', () => {
  it('judges by the whole target below any mount path, however that is spelled', async () => {
    const { codes, onRefusal } = refusalLog();
    const app = express();
    app.use('/Api', portcullis({ ...trust, open: ['/api/health'], onRefusal }));
    const inner = express.Router();
    inner.use((req, res) => void res.json({ url: req.url, user: req.portcullis?.user ?? null }));
    app.use('/api', inner);
    const at = await listen(app);
    expect(JSON.parse((await get(at, '/api/loads?page=2')).text)).toEqual({ url: '/loads?page=2', user: 'u-7' });
    expect(JSON.parse((await get(at, '/API/loads')).text)).toEqual({ url: '/loads', user: 'u-7' });
    expect((await get(at, '/api/loads', '/loads')).status).toBe(401);
    expect((await get(at, '/API/loads', null)).status).toBe(401);
    expect((await get(at, '/api', null)).status).toBe(401);
    expect((await get(at, '/api/health', null)).status).toBe(200);
    expect((await get(at, '/API/health', null)).status).toBe(401);
    expect((await get(at, '/health', null)).status).toBe(404);
    expect(codes).toHaveLength(4);
  });

  it('is not led astray by "trust proxy" and the headers that it believes', async () => {
    const app = express();
    app.set('trust proxy', true);
    app.use(portcullis(trust));
    app.use((req, res) => void res.json({ hostname: req.hostname }));
    const at = await listen(app);
    const forged = { 'X-Original-URL': '/', 'X-HTTP-Method-Override': 'GET', 'X-Forwarded-Prefix': '/x' };
    expect((await get(at, '/loads', '/loads', forged)).status).toBe(200);
    expect((await get(at, '/loads', '/', forged)).status).toBe(401);
    expect(
      (await send(at, '/loads', { method: 'POST', headers: { ...headersFor('GET', '/loads'), ...forged } })).status,
    ).toBe(401);
  });

  it('stays with what arrived where something before it has rewritten the URL', async () => {
    const app = express();
    app.use((req, _res, next) => {
      req.url = req.url === '/old' ? '/new' : '/health';
      next();
    });
    app.use(portcullis({ ...trust, open: ['/health', '/old'] }));
    app.use((req, res) => void res.end(req.url));
    const at = await listen(app);
    expect((await get(at, '/loads')).text).toBe('/health');
    expect((await get(at, '/loads', '/health')).status).toBe(401);
    // Open by one of the two spellings is not open.
    expect((await get(at, '/loads', null)).status).toBe(401);
    expect((await get(at, '/old', null)).status).toBe(401);
  });

  it('cannot be talked out of the context', async () => {
    const app = express();
    app.use(portcullis(trust));
    app.use((req, res) => {
      expect(() => Object.assign(req, { portcullis: { user: 'other' } })).toThrow(TypeError);
      res.end(req.portcullis.user);
    });
    expect((await get(await listen(app), '/')).text).toBe('u-7');
  });

  it('is itself again where it is used twice, for the inner app too', async () => {
    const inner = express();
    inner.use(portcullis(trust), (req, res) => void res.end(`${req.originalUrl} ${currentContext().user}`));
    const outer = express();
    outer.use(portcullis(trust));
    outer.use('/inner', inner);
    const at = await listen(outer);
    expect((await get(at, '/inner/x')).text).toBe('/inner/x u-7');
    expect((await get(at, '/inner/x', '/x')).status).toBe(401);
  });

  it('knows the context when the response has ended', async () => {
    const users: (string | null)[] = [];
    const app = express();
    app.use(portcullis(trust));
    app.use((_req, res) => {
      res.on('finish', () => users.push(currentContext().user));
      res.on('close', () => users.push(currentContext().user));
      res.end();
    });
    await get(await listen(app), '/');
    await expect.poll(() => users).toEqual(['u-7', 'u-7']);
  });

  it('leaves errors that are not its own, and answers that have begun, to the app', async () => {
    const app = express();
    app.use(portcullis(trust));
    app.get('/begun', (_req, res, next) => {
      res.write('begun');
      next(Object.assign(new Error('late'), { status: 403 }));
    });
    app.get('/other', () => {
      throw Object.assign(new Error('mine'), { status: 418 });
    });
    app.use(portcullisErrors());
    app.use((error: Error & { status: number }, _req: unknown, res: express.Response, _next: unknown) => {
      if (res.headersSent) res.end(error.message);
      else res.status(error.status).end(error.message);
    });
    const at = await listen(app);
    expect((await get(at, '/begun')).text).toBe('begunlate');
    expect(await get(at, '/other')).toMatchObject({ status: 418, text: 'mine' });
  });
});
