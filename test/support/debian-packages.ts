import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What a test needs of Debian: a package's name and a file that it brings. */
export type DebianPackages = Readonly<Record<string, string>>;

/**
 * Makes sure that the packages are installed: as root on Debian or its kin it installs what is missing, and says so.
 *
 * @throws with the line that installs them
 */
export function requireDebianPackages(packages: DebianPackages): void {
  if (missingOf(packages).length === 0) return;
  const line = `apt-get install ${Object.keys(packages).join(' ')}`;
  const isInstaller = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (isInstaller) {
    process.stderr.write(`${missingOf(packages).join(', ')}: missing, and the tests need the real ones: ${line}\n`);
    install(Object.keys(packages));
    if (missingOf(packages).length === 0) return;
  }
  const tried = isInstaller ? ', and apt-get did not bring all' : ', and the tests need the real ones';
  throw new Error(`${missingOf(packages).join(', ')}: missing${tried}. On Debian 12, install with: sudo ${line}`);
}

function missingOf(packages: DebianPackages): string[] {
  return Object.entries(packages).flatMap(([name, file]) => (existsSync(file) ? [] : [name]));
}

/** No recommended packages and no start of services: only what a test starts itself is to run. */
const INSTALL = `apt-get update -qq
exec apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"`;

function install(names: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  // One at a time: two `apt-get update` at once would end the later one.
  const args = [import.meta.dirname, 'sh', '-c', INSTALL, 'sh', ...names];
  spawnSync('flock', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
}
