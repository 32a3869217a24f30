import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** What counts of the machine where a redis-server is wanted. */
export interface Machine {
  /** Folders in which commands are looked for, as in `PATH`. */
  readonly path: string;
  readonly isRoot: boolean;
  /** As Node names it: `linux`, `darwin`, … */
  readonly platform: string;
  /** Text of `/etc/os-release`; empty where there is none. */
  readonly osRelease: string;
  /** Takes one line to show while the tests run. */
  readonly tell: (line: string) => void;
}

function thisMachine(): Machine {
  return {
    path: process.env['PATH'] ?? '',
    isRoot: process.getuid?.() === 0,
    platform: process.platform,
    osRelease: existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '',
    tell: (line) => process.stderr.write(`${line}\n`),
  };
}

/** Makes sure that there is a redis-server to start: as root on Debian it installs one. @throws with the line that installs it */
export function requireRedisServer(machine: Machine = thisMachine()): void {
  if (isInstalled('redis-server', machine)) return;
  const line = installLine(machine);
  const isInstaller = machine.isRoot && line === DEBIAN && isInstalled('apt-get', machine);
  if (isInstaller) {
    machine.tell('redis-server is missing: installing it with apt-get, since the tests need a real one');
    install(machine);
    if (isInstalled('redis-server', machine)) return;
  }
  const tried = isInstaller ? ', and apt-get did not bring it' : ', and the tests need a real one';
  throw new Error(`redis-server is missing${tried}. Install it with: ${line}`);
}

/** A second process finds it installed: two `apt-get update` at once would end the later one, and its tests with it. */
const INSTALL = `exec 9< "$0" && flock 9
command -v redis-server && exit
apt-get update -qq
exec apt-get install -y -qq -o DPkg::Lock::Timeout=120 redis-server`;

function install({ path }: Machine): void {
  // No service of the system's own is to start with it.
  const env = { ...process.env, PATH: path, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  spawnSync('sh', ['-c', INSTALL, import.meta.dirname], { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

function isInstalled(command: string, { path }: Machine): boolean {
  return spawnSync(command, ['--version'], { env: { PATH: path }, stdio: 'ignore' }).error === undefined;
}

const DEBIAN = 'sudo apt-get install redis-server';

/** By the names in `ID` and `ID_LIKE`. */
const INSTALL_LINES: Readonly<Record<string, string>> = {
  debian: DEBIAN,
  ubuntu: DEBIAN,
  alpine: 'sudo apk add redis',
  fedora: 'sudo dnf install redis',
  rhel: 'sudo dnf install redis',
  arch: 'sudo pacman -S redis',
};
const MACOS = 'brew install redis';

function installLine({ platform, osRelease }: Machine): string {
  if (platform === 'darwin') return MACOS;
  const names = [...osRelease.matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].flatMap(([, value = '']) =>
    value.replaceAll(/["']/g, '').split(' '),
  );
  const line = names.map((name) => INSTALL_LINES[name]).find((known) => known !== undefined);
  return line ?? [...new Set([...Object.values(INSTALL_LINES), MACOS])].join(' (or) ');
}
