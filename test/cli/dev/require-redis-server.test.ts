import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Machine, requireRedisServer } from '../../support/require-redis-server.ts';

const DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n';

/** The only folder in which the machine of a test finds commands. */
let commands: string;
let told: string[];

beforeEach(() => {
  commands = mkdtempSync(join(tmpdir(), 'commands-'));
  told = [];
  for (const name of ['sh', 'flock'])
    symlinkSync(execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim(), join(commands, name));
});
afterEach(() => rmSync(commands, { recursive: true, force: true }));

const machine = (changes: Partial<Machine>): Machine => ({
  path: commands,
  isRoot: false,
  platform: 'linux',
  osRelease: DEBIAN,
  tell: (line) => told.push(line),
  ...changes,
});

function command(name: string, text: string): void {
  writeFileSync(join(commands, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(commands, name), 0o755);
}

const calls = (): readonly string[] => readFileSync(join(commands, 'calls'), 'utf8').trim().split('\n');
const RECORDED = `echo "$DEBIAN_FRONTEND $*" >> "\${0%/*}/calls"`;
/** An apt-get that brings what it is asked for. */
const WORKING = `${RECORDED}
case "$*" in
  *install*) printf '#!/bin/sh\\n' > "\${0%/*}/redis-server"; /bin/chmod 755 "\${0%/*}/redis-server" ;;
esac`;

test('where it is installed, nothing is done or said', () => {
  command('redis-server', 'exit 0');
  command('apt-get', RECORDED);
  requireRedisServer(machine({ isRoot: true }));
  expect(calls).toThrow(/ENOENT/);
  expect(told).toEqual([]);
});

describe('as root on Debian', () => {
  test('it is installed without a question, and that is said', () => {
    command('apt-get', WORKING);
    requireRedisServer(machine({ isRoot: true }));
    // The very first call only asks whether there is an apt-get.
    expect(calls().slice(1)).toEqual([
      'noninteractive update -qq',
      'noninteractive install -y -qq -o DPkg::Lock::Timeout=120 redis-server',
    ]);
    expect(told).toEqual(['redis-server is missing: installing it with apt-get, since the tests need a real one']);
  });

  test('it is installed from the lists that are there, where no newer ones can be had', () => {
    command('apt-get', `case "$1" in update) exit 100 ;; esac\n${WORKING}`);
    requireRedisServer(machine({ isRoot: true }));
    expect(calls().at(-1)).toMatch(/install .* redis-server$/);
  });

  test('what apt-get could not do is told, with the line to try oneself', () => {
    command('apt-get', `${RECORDED}\nexit 100`);
    expect(() => requireRedisServer(machine({ isRoot: true }))).toThrow(
      'redis-server is missing, and apt-get did not bring it. Install it with: sudo apt-get install redis-server',
    );
  });
});

describe('elsewhere nothing is installed, and the line for the system is told', () => {
  test.each([
    ['Debian, not as root', {}, 'sudo apt-get install redis-server'],
    ['Ubuntu', { osRelease: 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n' }, 'sudo apt-get install redis-server'],
    ['Mint', { osRelease: 'ID=linuxmint\nID_LIKE="ubuntu debian"\n' }, 'sudo apt-get install redis-server'],
    ['Alpine, as root', { isRoot: true, osRelease: 'NAME="Alpine Linux"\nID=alpine\n' }, 'sudo apk add redis'],
    ['Fedora, as root', { isRoot: true, osRelease: 'ID=fedora\n' }, 'sudo dnf install redis'],
    ['Rocky', { osRelease: 'ID="rocky"\nID_LIKE="rhel centos fedora"\n' }, 'sudo dnf install redis'],
    ['Arch', { osRelease: 'ID=arch\n' }, 'sudo pacman -S redis'],
    ['macOS', { platform: 'darwin', osRelease: '' }, 'brew install redis'],
  ])('%s', (_name, changes, line) => {
    command('apt-get', WORKING);
    expect(() => requireRedisServer(machine(changes))).toThrow(
      `redis-server is missing, and the tests need a real one. Install it with: ${line}`,
    );
    expect(calls).toThrow(/ENOENT/);
    expect(told).toEqual([]);
  });

  test('a system that is not known is told every line', () => {
    expect(() => requireRedisServer(machine({ isRoot: true, osRelease: 'ID=nixos\n' }))).toThrow(
      /apt-get install redis-server .*apk add redis .*dnf install redis .*pacman -S redis .*brew install redis$/,
    );
  });
});
