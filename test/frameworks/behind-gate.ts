import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@portcullis/cli/dev';
import { runCli } from '../cli/run-cli.ts';
import { type Ask, type Reply, send } from '../support/client.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { testRules } from '../support/rules.ts';
import type { OutsideApp } from './outside-app.ts';

/** An app outside the workspace, running behind the gateway. */
export interface BehindGate {
  readonly port: number;
  /** Asks the gateway, as user `user-1` unless told otherwise. */
  readonly ask: (target: string, options?: Ask & { readonly signedIn?: boolean }) => Promise<Reply>;
  /** Asks the app itself. */
  readonly direct: (target: string, options?: Ask) => Promise<Reply>;
  /** Headers as the gateway makes them, for any method and target. */
  readonly headersFor: (method: string, target: string) => Promise<Record<string, string>>;
  /** A Cookie header of a signed-in user. */
  readonly cookie: () => Promise<string>;
  readonly gateway: TestGateway;
  /** What `portcullis doctor` prints of a path of the app, `ask` of the gateway included. */
  readonly doctor: (path: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Starts the gateway that the documents' snippets trust, and the app behind it. */
export async function startBehindGate(app: OutsideApp, ...args: readonly string[]): Promise<BehindGate> {
  const port = await freePort();
  const rules = testRules({
    origins: { app: `http://127.0.0.1:${port}` },
    routes: [
      'id: home, path: /, access: public',
      'id: rest, path: /**, access: public, methods: [GET, HEAD, POST, OPTIONS]',
    ],
  });
  const ownRules = rules.replace('gateway: test-edge', 'gateway: acme-edge');
  const gateway = await startTestGateway({ rules: ownRules });
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-doctor-'));
  await writeFile(join(folder, 'gateway.yaml'), ownRules.replaceAll('PORT', String(gateway.port)));
  const withPort = args.map((arg) => (arg === 'PORT' ? String(port) : arg));
  const stopApp = await app.start(port, gateway.settings['ORIGIN_APP_KEYS'] ?? '', ...withPort);
  return {
    port,
    gateway,
    cookie: () => gateway.mint.cookie(),
    ask: async (target, { signedIn = true, headers = {}, ...others } = {}) =>
      send(gateway, target, {
        ...others,
        headers: { ...headers, ...(signedIn && { cookie: await gateway.mint.cookie() }) },
      }),
    direct: (target, options = {}) => send({ port }, target, options),
    headersFor: async (htm, htu) => {
      const now = Math.floor(Date.now() / 1000);
      const hth = `localhost:${gateway.port}`;
      const request = { htm, hth, htu, rid: 'rest', rul: 'x', jti: randomUUID(), iat: now, exp: now + 30 };
      const user = { sub: 'user-1', tid: 'acme', roles: ['owner'], sid: randomUUID(), amr: ['pwd'], auth_time: now };
      const claims = { v: 1, iss: 'acme-edge', aud: 'app', ...request, ...user };
      const token = await gateway.mint.token('ORIGIN_APP_KEYS', { typ: 'tenant-context+jwt' }, claims);
      return { 'x-forwarded-host': hth, 'portcullis-context': token };
    },
    doctor: async (path) => {
      const origin = `http://127.0.0.1:${port}`;
      const args = [
        'doctor',
        '--origin',
        origin,
        '--rules',
        join(folder, 'gateway.yaml'),
        '--path',
        path,
        '--tenant',
        'acme',
      ];
      const env = { ORIGIN_APP_KEYS: gateway.settings['ORIGIN_APP_KEYS'] ?? '' };
      const { out, told } = await runCli([...args, '--gateway', `http://localhost:${gateway.port}`], env);
      return `${out}${told}`;
    },
    stop: async () => {
      await rm(folder, { recursive: true, force: true });
      await stopApp();
      await gateway.stop();
    },
  };
}
