import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { POLICY_FORMAT } from '@portcullis/rules/policy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { edited } from '../rules/compiler/base-rules.ts';
import { createRulesFolder, type RulesFolder } from './rules-folder.ts';
import { runCli } from './run-cli.ts';

/** The base rules without the role that no route opens to. */
const ORDERLY = edited('roles: [owner, admin, driver]', 'roles: [owner, admin]');

let folder: RulesFolder;

beforeEach(() => {
  folder = createRulesFolder();
});

afterEach(() => folder.remove());

function spoil(): void {
  writeFileSync(folder.rulesFile, edited('actAs: never', 'actAs: nevre'));
}

/** Code and place of each advice on the folder's rules. */
async function adviceFound(): Promise<readonly (readonly [code: string, at: string])[]> {
  const { out } = await runCli(['check', folder.rulesFile, '--json']);
  const { advice } = JSON.parse(out) as { advice: readonly { code: string; at: string }[] };
  return advice.map(({ code, at }) => [code, at.slice(folder.path.length + 1)]);
}

describe('portcullis check', () => {
  it('ends with 0 on good rules', async () => {
    writeFileSync(folder.rulesFile, ORDERLY);
    const { exitCode, out } = await runCli(['check', folder.rulesFile]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/: no problems in 3 routes\. Digest [0-9a-f]{64}\.$/);
  });

  it('ends with 1 and shows each problem', async () => {
    spoil();
    const { exitCode, out, told } = await runCli(['check', folder.rulesFile]);
    expect(exitCode).toBe(1);
    expect(out).toContain('gateway.yaml:30:14  "actAs" cannot be "nevre".');
    expect(out).toContain('fix: Did you mean "never"?');
    expect(told).toBe('1 problem.');
  });

  it('prints JSON when asked', async () => {
    expect(JSON.parse((await runCli(['check', folder.rulesFile, '--json'])).out)).toMatchObject({
      ok: true,
      problems: [],
    });
    spoil();
    const { exitCode, out } = await runCli(['check', folder.rulesFile, '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, problems: [{ line: 30, column: 14, code: 'unknown_value' }] });
  });

  it('ends with 1 where there are no rules', async () => {
    expect(await runCli(['check', join(folder.path, 'none.yaml')])).toMatchObject({
      exitCode: 1,
      out: expect.stringContaining('there is no such file'),
    });
  });
});

describe('advice of portcullis check', () => {
  const SPARE = '\nlimits:\n  spare: { quota: 1 per 1m, by: [address] }\n';

  beforeEach(() => {
    writeFileSync(folder.rulesFile, edited('\nlimits:\n', SPARE, ORDERLY));
  });

  it('is shown with its line, code and page, and leaves the exit code alone', async () => {
    const { exitCode, out } = await runCli(['check', folder.rulesFile]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /gateway\.yaml:11 {2}No route names the limit "spare"\. \[unused_limit\]\n {2}why: .+\n {2}fix: .+\n {2}see: docs\/advice\.md#unused_limit\n/,
    );
    expect(out).toMatch(/: no problems in 3 routes, 1 piece of advice\. Digest [0-9a-f]{64}\.$/);
  });

  it('ends with 1 under --strict', async () => {
    const { exitCode, told } = await runCli(['check', folder.rulesFile, '--strict']);
    expect([exitCode, told]).toEqual([1, '1 piece of advice, which --strict refuses.']);
    expect(JSON.parse((await runCli(['check', folder.rulesFile, '--strict', '--json'])).out)).toMatchObject({
      ok: false,
    });
  });

  it('is accepted by a comment with a reason, at its line or directly above it', async () => {
    const onLine = (comment: string): string =>
      edited('by: [address] }\n', `by: [address] } ${comment}\n`, edited('\nlimits:\n', SPARE, ORDERLY));
    const above = (comment: string): string =>
      edited('  spare:', `  ${comment}\n  # More about it.\n  spare:`, edited('\nlimits:\n', SPARE, ORDERLY));
    for (const text of [onLine('# accepted unused_limit: soon.'), above('# accepted unused_limit: soon.')]) {
      writeFileSync(folder.rulesFile, text);
      const { exitCode, out } = await runCli(['check', folder.rulesFile, '--strict']);
      expect(exitCode).toBe(0);
      expect(out).toMatch(/No route names the limit "spare"\. \[unused_limit\]\n {2}accepted: soon\.\n/);
      expect(out).toMatch(/: no problems in 3 routes, 1 piece of advice accepted\. Digest/);
    }
    const { out } = await runCli(['check', folder.rulesFile, '--strict', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      advice: [],
      accepted: [{ code: 'unused_limit', reason: 'soon.' }],
    });
    const github = await runCli(['check', folder.rulesFile, '--strict', '--format', 'github']);
    expect(github.out).toMatch(/^::notice file=[^\n]+::No route names the limit "spare"\.%0AAccepted: soon\.$/);
  });

  it.each(['# accepted unused_limit', '# accepted unused_limit: ', '# accepted unused_list: soon.'])(
    'is not accepted by "%s"',
    async (comment) => {
      const text = edited('  spare:', `  ${comment}\n  spare:`, edited('\nlimits:\n', SPARE, ORDERLY));
      writeFileSync(folder.rulesFile, text);
      expect((await runCli(['check', folder.rulesFile, '--strict'])).exitCode).toBe(1);
      expect(await adviceFound()).toContainEqual(['unused_limit', 'gateway.yaml:12']);
    },
  );

  it('is given on an acceptance that accepts nothing', async () => {
    writeFileSync(folder.rulesFile, edited('\nroles: [', '\n# accepted unused_role: soon.\nroles: [', ORDERLY));
    expect((await runCli(['check', folder.rulesFile, '--strict'])).exitCode).toBe(1);
    expect((await adviceFound()).map(([code]) => code)).toEqual(['unused_acceptance']);
  });

  it('is left out under --no-advice', async () => {
    const { exitCode, out } = await runCli(['check', folder.rulesFile, '--no-advice', '--strict']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/: no problems in 3 routes\. Digest/);
  });

  it('is printed as JSON', async () => {
    const { exitCode, out } = await runCli(['check', folder.rulesFile, '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      problems: [],
      advice: [
        {
          code: 'unused_limit',
          at: expect.stringMatching(/gateway\.yaml:11$/),
          page: 'docs/advice.md#unused_limit',
        },
      ],
    });
  });

  it('and problems become annotations', async () => {
    const advice = await runCli(['check', folder.rulesFile, '--format', 'github']);
    expect(advice.out).toMatch(
      /^::warning file=[^,:]+gateway\.yaml,line=11,title=unused_limit::No route names the limit "spare"\.%0AWhy: [^\n]+%0AFix: [^\n]+%0ASee docs\/advice\.md#unused_limit$/,
    );
    writeFileSync(folder.rulesFile, edited('api: { quota: 600 per 1m', 'api: { quota: "100%, or so"'));
    const problems = await runCli(['check', folder.rulesFile, '--format', 'github']);
    expect(problems.exitCode).toBe(1);
    expect(problems.out).toMatch(
      /^::error file=[^,:]+gateway\.yaml,line=12,col=17,title=invalid_quantity::.*100%25, or so/,
    );
    expect(problems.out).not.toMatch(/[\r\n]/);
  });

  it('keep odd names of files apart from their other properties', async () => {
    const file = join(folder.path, 'a,b:c.yaml');
    writeFileSync(file, edited('actAs: never', 'actAs: nevre'));
    const { out } = await runCli(['check', file, '--format', 'github']);
    expect(out).toMatch(/^::error file=[^,:]+\/a%2Cb%3Ac\.yaml,line=30,col=14,title=unknown_value::/);
  });

  it('finds entries at their lines, in the rules and in files beside them', async () => {
    writeFileSync(join(folder.path, 'addresses/none.txt'), '# some\n192.0.2.0/24\n\n192.0.2.1 # one of them\n');
    const spoiled = edited(
      'office: [203.0.113.0/24',
      'spare: [192.0.2.9]\n  office: [203.0.113.9,\n    203.0.113.0/24',
    );
    writeFileSync(folder.rulesFile, spoiled);
    expect(await adviceFound()).toEqual([
      ['overlapping_prefixes', 'addresses/none.txt:4'],
      ['unused_role', 'gateway.yaml:5'],
      ['unused_list', 'gateway.yaml:7'],
      ['overlapping_prefixes', 'gateway.yaml:8'],
    ]);
  });

  it('finds headers and trusted proxies at their lines', async () => {
    const csp = (host: string): string => `{ csp: { script-src: ["'self'", "https://${host}"] } }`;
    const spoiled = edited(
      '    path: /invoices/{id}\n',
      `    path: /invoices/{id}\n    headers: ${csp('unpkg.com')}\n`,
      edited('headers: strict', `headers: ${csp('cdnjs.cloudflare.com')}`, ORDERLY),
    );
    const proxies = '{ header: X-Forwarded-For, trustedProxies: [10.0.0.0/8,\n  128.0.0.0/2] }';
    writeFileSync(folder.rulesFile, edited('clientAddress: cloudflare', `clientAddress: ${proxies}`, spoiled));
    expect(await adviceFound()).toEqual([
      ['wide_trusted_proxies', 'gateway.yaml:5'],
      ['csp_bypass', 'gateway.yaml:20'],
      ['csp_bypass', 'gateway.yaml:26'],
    ]);
  });

  it('takes the moment that it is asked about', async () => {
    writeFileSync(folder.rulesFile, edited('access: public }', 'access: { public: true, until: 2026-12-01T08:00Z } }'));
    const codes = async (time: string): Promise<string[]> => {
      const { out } = await runCli(['check', folder.rulesFile, '--json', '--time', time]);
      return JSON.parse(out).advice.map(({ code }: { code: string }) => code);
    };
    expect(await codes('2026-12-01T07:59Z')).not.toContain('expired_opening');
    expect(await codes('2026-12-01T08:00Z')).toContain('expired_opening');
  });
});

describe('portcullis compile', () => {
  it('writes the policy, the same bytes each time, and leaves nothing else behind', async () => {
    const out = join(folder.path, 'compiled/policy.json');
    expect(await runCli(['compile', folder.rulesFile, '--out', out])).toMatchObject({ exitCode: 0 });
    const first = readFileSync(out, 'utf8');
    await runCli(['compile', folder.rulesFile, '--out', out]);
    expect(readFileSync(out, 'utf8')).toBe(first);
    expect(JSON.parse(first)).toMatchObject({ format: POLICY_FORMAT, gateway: 'acme-edge' });
    expect(readdirSync(join(folder.path, 'compiled'))).toEqual(['addresses.bin', 'policy.json']);
  });

  it('writes nothing where there is a problem', async () => {
    spoil();
    const out = join(folder.path, 'policy.json');
    expect(await runCli(['compile', folder.rulesFile, '--out', out])).toMatchObject({
      exitCode: 1,
      told: expect.stringContaining('"nevre"'),
    });
    expect(existsSync(out)).toBe(false);
  });

  it('ends with 2 where it cannot write', async () => {
    const { exitCode, told } = await runCli([
      'compile',
      folder.rulesFile,
      '--out',
      join(folder.rulesFile, 'policy.json'),
    ]);
    expect(exitCode).toBe(2);
    expect(told).toContain('cannot be written');
  });
});

describe('portcullis', () => {
  it.each([[[]], [['nothing']], [['check', '--jsn']], [['check', 'a', 'b']], [['compile', '--out']], [['mint']]])(
    'ends with 2 on wrong usage: %j',
    async (args) => {
      const { exitCode, told } = await runCli(args);
      expect(exitCode).toBe(2);
      expect(told).toMatch(/\S/);
    },
  );

  it.each([[['--help']], [['check', '--help']], [['mint', 'role', '--help']]])('ends with 0 on %j', async (args) => {
    expect(await runCli(args)).toMatchObject({ exitCode: 0, out: expect.stringContaining('Usage: portcullis') });
  });
});
