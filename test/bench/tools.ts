import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hasWrk } from './wrk.ts';

const INSTALL = 'apt-get install -y --no-install-recommends wrk nginx-light';

/** Makes sure that this is Linux and that wrk is there. As root on Debian it installs wrk and says so. */
export async function ensureTools(): Promise<void> {
  if (process.platform !== 'linux')
    throw new Error('bench: CPU time is read from /proc, which only Linux has. Run it in a Linux container.');
  if (await hasWrk()) return;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.error(`wrk is missing. Running: ${INSTALL}`);
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
    execFileSync('apt-get', INSTALL.split(' ').slice(1), { stdio: 'inherit' });
    if (await hasWrk()) return;
  }
  throw new Error(`bench: "wrk" is missing; it makes the load. Install it, on Debian with: ${INSTALL}`);
}
