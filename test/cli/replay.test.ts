import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { edited } from '../rules/compiler/base-rules.ts';
import { createRulesFolder, type RulesFolder } from './rules-folder.ts';
import { runCli } from './run-cli.ts';

const line = (target: string, status = 200): string =>
  `203.0.113.7 - - [05/Oct/2026:07:58:12 +0000] "GET ${target} HTTP/1.1" ${status} 12 "-" "agent"`;
const HOST = ['--host', 'acme.app.example.com'];

let folder: RulesFolder;

beforeEach(() => {
  folder = createRulesFolder();
});

afterEach(() => folder.remove());

function write(name: string, ...lines: string[]): string {
  const path = join(folder.path, name);
  const text = lines.join('\n');
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

const replay = (...args: string[]) => runCli(['replay', '--rules', folder.rulesFile, ...args]);

describe('portcullis replay', () => {
  it('ends with 0 where everything that worked can be reached by someone', async () => {
    const log = write('access.log', line('/assets/app.css'), line('/invoices/7'), line('/nothing', 404), '');
    const { exitCode, out } = await replay(log, ...HOST);
    expect(exitCode).toBe(0);
    expect(out).toContain('3 requests:\n  1  open to anyone\n  1  needs a session\n  1  refused for everyone\n');
    expect(out).toMatch(
      /Needs a session\n {2}1 {2}GET \/invoices\/\{id\} {2}owner, admin {2}\(.*gateway\.yaml:\d+\)\n/,
    );
  });

  it('ends with 1 where something that worked would be refused for everyone', async () => {
    const log = write('access.log', line('/reports/1'), line('/reports/2'), line('/reports/3', 404));
    const { exitCode, out } = await replay(log, ...HOST);
    expect(exitCode).toBe(1);
    expect(out).toContain('3  refused for everyone, 2 of them worked');
    expect(out).toContain(
      '  3  GET /reports/{id}  no_route  (no rule)\n     e.g. /reports/1; 2xx 2, 4xx 1; 2026-10-05T07:58Z',
    );
  });

  it('lists no more groups than asked for', async () => {
    const log = write('access.log', line('/a'), line('/a'), line('/b'), line('/c'));
    const { out } = await replay(log, ...HOST, '--top', '1');
    expect(out).toContain('2  GET /a ');
    expect(out).not.toContain('GET /b');
    expect(out).toContain('and 2 requests in smaller groups (see --top)');
  });

  it('reads several files, compressed or not, with either line ending', async () => {
    const plain = write('access.log', `${line('/assets/a')}\r`, '', line('/assets/b'));
    const packed = write('access.log.1.gz', line('/assets/c'), line('/assets/d'));
    expect(JSON.parse((await replay(plain, packed, ...HOST, '--json')).out)).toMatchObject({
      ok: true,
      requests: 4,
      unreadable: { count: 0 },
      outcomes: { anyone: 4 },
    });
  });

  it('says where lines cannot be read, and goes on', async () => {
    const log = write('access.log', line('/assets/a'), 'nonsense', `"${'x'.repeat(600_000)}`, line('/assets/b'));
    const { exitCode, out } = await replay(log, ...HOST);
    expect(exitCode).toBe(0);
    expect(out).toContain('2 requests:');
    expect(out).toContain(`2 entries cannot be read:\n  ${log}:2  it is not in the combined format\n  ${log}:3  `);
  });

  it('shows the requests that change from other rules', async () => {
    const other = write('other.yaml', edited('access: public }', 'access: { roles: any } }'));
    const log = write('access.log', line('/assets/a'), line('/invoices/1'));
    const { exitCode, out } = await replay(log, ...HOST, '--against', other);
    expect(exitCode).toBe(0);
    expect(out).toContain('Compared with the other rules: 1 opened, 0 closed.');
    expect(out).toMatch(
      /Opened\n {2}1 {2}GET \/assets\/a {2}any role -> anyone {2}\(.*other\.yaml:\d+ -> .*gateway\.yaml:\d+\)/,
    );
  });

  it('tells by whom a log was written', async () => {
    const cloudflare = write(
      'a.ndjson',
      JSON.stringify({
        ClientRequestHost: 'app.example.com',
        ClientRequestMethod: 'GET',
        ClientRequestURI: '/assets/a',
      }),
    );
    const har = write(
      'b.har',
      JSON.stringify(
        {
          log: {
            entries: [
              {
                startedDateTime: '2026-10-05T07:58:12Z',
                request: { method: 'GET', url: 'https://app.example.com/assets/b' },
              },
              {},
            ],
          },
        },
        null,
        2,
      ),
    );
    const { out } = await replay(cloudflare, har, '--json');
    expect(JSON.parse(out)).toMatchObject({
      requests: 2,
      outcomes: { anyone: 2 },
      observed: null,
      unreadable: { count: 1, first: [{ place: `${har}, entry 2` }] },
    });
  });

  it('reads what the gateway observed', async () => {
    const event = {
      event: 'request',
      time: '2026-11-02T08:00:00Z',
      method: 'GET',
      path: '/invoices/1',
      route: 'invoices',
      status: 200,
      observed: [{ reason: 'role_missing', rule: 'gateway.yaml:26', detail: null }],
    };
    const log = write('gateway.log', JSON.stringify(event), 'gateway stopped');
    expect(await replay(log)).toEqual({
      exitCode: 0,
      told: '',
      out: [
        '1 audit event, 1 of them with a refusal that was only observed. 1 other line.',
        '',
        'gateway.yaml:26',
        '  1  GET /invoices/{id}  role_missing, route "invoices"',
        '     e.g. /invoices/1; 2xx 1; 2026-11-02T08:00Z',
      ].join('\n'),
    });
    expect(JSON.parse((await replay(log, '--format', 'portcullis', '--json')).out).observed).toMatchObject({
      events: 1,
      otherLines: 1,
    });
  });

  it('judges by another time, where asked', async () => {
    writeFileSync(folder.rulesFile, edited('access: public }', 'access: { public: true, until: 2026-10-05T07:58Z } }'));
    const log = write('access.log', line('/assets/a'));
    expect((await replay(log, ...HOST)).out).toContain('no_longer_open');
    expect((await replay(log, ...HOST, '--time', '2026-10-05T07:57Z')).out).toContain('1  open to anyone');
  });

  it.each([
    ['no log', [], 'missing required argument'],
    ['no such file', ['none.log'], '"none.log" cannot be read: there is no such file.'],
    ['no host', ['LOG'], '1 requests name no host. Name it with --host, such as --host acme.app.example.com.'],
    ['a wrong count', ['LOG', '--top', '0'], 'Write a whole number from 1.'],
    [
      'a wrong format',
      ['LOG', '--format', 'iis'],
      'Allowed choices are auto, combined, cloudflare, caddy, traefik, alb, har, portcullis',
    ],
    [
      'another format than it is',
      ['LOG', '--format', 'cloudflare'],
      'LOG:1: it is not a JSON object. Name the format of the log with --format.',
    ],
    ['a HAR that is none', ['LOG', '--format', 'har'], '"LOG" is not a HAR file.'],
    ['a packed file that is none', ['LOG.gz'], '"LOG.gz" cannot be read: Z_DATA_ERROR.'],
  ])('ends with 2 on %s', async (_name, args, message) => {
    const log = write('access.log', line('/assets/a'));
    writeFileSync(`${log}.gz`, 'not packed');
    const { exitCode, out, told } = await replay(...args.map((arg) => arg.replace('LOG', log)));
    expect([exitCode, out]).toEqual([2, '']);
    expect(told).toContain(message.replaceAll('LOG', log));
  });

  it('ends with 1 and the problems where the rules have some', async () => {
    writeFileSync(folder.rulesFile, edited('actAs: never', 'actAs: nevre'));
    expect(await replay(write('access.log', line('/')))).toMatchObject({
      exitCode: 1,
      told: expect.stringContaining('"nevre"'),
    });
  });
});

it('the logs beside the vectors hold what their names say', async () => {
  const requests = async (...args: string[]) => JSON.parse((await runCli(['replay', ...args, '--json'])).out);
  const logs = 'test/vectors/logs';
  const lines = readFileSync(`${logs}/freight-access.log`, 'utf8').trimEnd().split('\n').length;
  const access = await requests(`${logs}/freight-access.log`, '--host', 'acme.freight.example.com');
  expect(access.requests + access.nothing + access.unreadable.count).toBe(lines);
  expect(await requests(`${logs}/freight-cloudflare.ndjson`)).toMatchObject({ requests: 3, unreadable: { count: 0 } });
  expect(await requests(`${logs}/freight.har`)).toMatchObject({ requests: 2, nothing: 1, unreadable: { count: 0 } });
  expect(await requests(`${logs}/freight-observed.ndjson`, '--format', 'portcullis')).toMatchObject({
    observed: { events: 7, requests: 5, otherLines: 1 },
  });
});
