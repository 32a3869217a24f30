import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { developmentKeySet } from '@portcullis/cli/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFreight } from '../../examples/freight/src/server.ts';
import { type FreightBehindGateway, startFreightBehindGateway } from '../support/freight.ts';
import { runCli } from './run-cli.ts';

let both: FreightBehindGateway;

beforeAll(async () => {
  both = await startFreightBehindGateway();
});

afterAll(() => both.stop());

function doctor(port: number, gateway: string, more: readonly string[] = []) {
  const { ORIGIN_FREIGHT_KEYS = '', ROLE_COOKIE_KEYS = '' } = both.gateway.settings;
  const args = ['doctor', '--origin', `http://127.0.0.1:${port}`, '--origin-id', 'freight', '--path', '/loads'];
  return runCli([...args, '--tenant', 'acme', '--gateway', gateway, ...more], {
    ORIGIN_FREIGHT_KEYS,
    ROLE_COOKIE_KEYS,
  });
}

describe('portcullis doctor on the example app behind its gateway', () => {
  it('is all clear, and the app answers through the gate', async () => {
    const { exitCode, out } = await doctor(both.freight.port, both.tenantUrl('acme'));
    expect(out).toContain('The app answers through the gate.');
    expect(out).toMatch(/All clear: \d{2} wrong contexts refused\.$/);
    expect(exitCode).toBe(0);
  });

  it('says that the gate itself refused where no one is signed in', async () => {
    const { exitCode, out } = await doctor(both.freight.port, both.tenantUrl('acme'), [
      '--anonymous',
      '--path',
      '/sign-in',
    ]);
    expect([exitCode, /All clear/.test(out)]).toEqual([0, true]);
    const refused = await doctor(both.freight.port, both.tenantUrl('acme'), ['--anonymous']);
    expect(refused.out).toContain('401 (session_required)');
  });

  it('says that the app refuses what comes through the gate', async () => {
    // The gateway's origin is an app that shares another key with its gateway.
    const keys = developmentKeySet();
    const port = both.freight.port;
    await both.freight.close();
    const stranger = await startFreight({ port, host: '127.0.0.1', issuer: 'freight-edge', audience: 'freight', keys });
    const { exitCode, out } = await doctor(port, both.tenantUrl('acme'));
    await stranger.close();
    expect(exitCode).toBe(1);
    expect(out).toContain('The app refuses what comes through the gate.');
    const down = await doctor(port, both.tenantUrl('acme'));
    expect(down.out).toContain('The gate gets no answer from the app.');
  });

  it('says that something else or no one answers in the place of the gateway', async () => {
    const other = createServer((_, response) => response.end('x'.repeat(10_000_000)));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const answered = await doctor(1, url, ['--json']);
    expect(JSON.parse(answered.out)).toMatchObject({ gateway: { outcome: 'no_gateway', status: 200 } });
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
    const silent = await doctor(1, url, ['--json']);
    expect(JSON.parse(silent.out)).toMatchObject({ gateway: { outcome: 'unreachable', status: null } });
    expect([answered.exitCode, silent.exitCode]).toEqual([1, 1]);
  });
});
