import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runCli } from '../run-cli.ts';
import { createLogFolder, line, shapesOf } from './log-folder.ts';

const folder = createLogFolder();
afterAll(() => folder.remove());
const HOST = ['--host', 'app.example.com'];

describe('portcullis init', () => {
  test('writes rules that take what worked, with how often it did', async () => {
    const log = folder.write(
      'access.log',
      line('GET /', 200, { bytes: 1 }),
      line('GET /loads/17', 200, { bytes: 2 }),
      line('GET /loads/18?token=hunter2', 304),
      line('POST /loads/18', 302),
      line('GET /assets/app.css', 200),
      line('GET /wp-login.php', 404),
      line('DELETE /loads/18', 405),
    );
    const { rules, out, exitCode } = await folder.init(log, ...HOST);
    expect(exitCode).toBe(0);
    expect(shapesOf(rules)).toEqual([
      'GET / undecided',
      'GET POST /loads/{id} undecided',
      'GET /assets/app.css public',
    ]);
    expect(rules).toContain('# 3 requests: GET 2, POST 1');
    expect(out).toContain('5 requests of 7 stand behind them.');
    expect(out).toContain('0 of which worked');
    expect(out).toContain('GET /wp-login.php (1)');
    expect(folder.policy().routes.every(({ observe }) => observe.includes('headers'))).toBe(true);
  });

  test('overwrites no file without --force', async () => {
    const log = folder.write('access.log', line('GET /'));
    const rules = join(folder.path, 'mine.yaml');
    writeFileSync(rules, 'mine');
    const { exitCode, told } = await runCli(['init', log, ...HOST, '--out', rules]);
    expect([exitCode, readFileSync(rules, 'utf8')]).toEqual([2, 'mine']);
    expect(told).toContain('is there already');
  });

  test.each([
    ['a log without a host', [line('GET /')], [], 'The log names no host.'],
    ['a log in which nothing worked', [line('GET /', 404)], HOST, 'None of 1 requests'],
    ['no request', ['nonsense'], HOST, 'No entry can be read as a request'],
    ['an empty log', [''], HOST, 'There is no entry in '],
    ['a log of a gateway', ['{"event":"request","method":"GET","path":"/","status":200}'], HOST, 'logs of a gateway'],
    [
      'a host that is not public',
      [line('GET /').replace(/^/, '127.0.0.1:8080 ')],
      [],
      'No host of the evidence is a public host name.',
    ],
  ])('%s is a clear message, and no file', async (_, lines, args, message) => {
    const out = join(folder.path, 'never.yaml');
    const { exitCode, told } = await runCli(['init', folder.write('bad.log', ...lines), ...args, '--out', out]);
    expect(exitCode).toBeGreaterThan(0);
    expect(told).toContain(message);
    expect(existsSync(out)).toBe(false);
  });

  test('a user that the server knew opens a route to users', async () => {
    const log = folder.write('users.log', line('GET /mine', 200, { user: 'ann' }), line('GET /ours', 200));
    expect(shapesOf((await folder.init(log, ...HOST)).rules)).toEqual(['GET /mine user', 'GET /ours undecided']);
  });

  test('takes the hosts of a log that are not rare', async () => {
    const at = (host: string, request: string): string => `${host}:443 ${line(request)}`;
    const log = folder.write(
      'vhosts.log',
      ...Array.from({ length: 200 }, () => at('app.example.com', 'GET /')),
      ...Array.from({ length: 20 }, () => at('api.example.com', 'GET /v1/loads')),
      at('evil.example.net', 'GET /'),
      at('evil"]}\\x0ahosts:', 'GET /'),
    );
    const { rules, out } = await folder.init(log);
    expect(rules).toContain('  - app.example.com # 200 requests\n  - api.example.com # 20 requests\nclientAddress');
    // They have nothing in common, so each has its own routes.
    expect(rules).toContain(
      '  - mode: observe\n    host: api.example.com\n    routes:\n      - { id: v1-loads, path: /v1/loads,',
    );
    expect(folder.policy().routes.map(({ id, hosts }) => [id, hosts])).toEqual([
      ['home', ['app.example.com']],
      ['v1-loads', ['api.example.com']],
    ]);
    expect(rules).not.toContain('evil');
    expect(out).toContain('evil.example.net (1)');
  });

  test('a host of which nothing was seen has no routes', async () => {
    await folder.init(folder.write('one.log', line('GET /')), ...HOST, '--host', 'other.example.com');
    expect(folder.policy().routes.map(({ hosts }) => hosts)).toEqual([['app.example.com']]);
  });

  test('hosts of many tenants are one', async () => {
    const log = folder.write(
      'tenants.log',
      ...Array.from({ length: 9 }, (_, index) => `t${index}.app.example.com:443 ${line('GET /')}`),
    );
    expect((await folder.init(log)).rules).toContain('  - "{tenant}.app.example.com" # 9 requests');
  });

  test('limits are what nearly all addresses keep to, times a factor', async () => {
    const lines = Array.from({ length: 3_000 }, (_, index) =>
      line('GET /', 200, { address: `203.0.113.${index % 20}`, minute: Math.floor(index / 200) }),
    );
    const { rules } = await folder.init(folder.write('rates.log', ...lines), ...HOST, '--limit-factor', '20');
    expect(rules).toContain(
      'requests: { quota: 200 per 1m, by: [address] } # usual 10, highest 10, in 300 minutes of 20 addresses',
    );
    expect(folder.policy().limits).toHaveProperty('requests');
  });
});
