import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@portcullis/cli/dev';
import { requireDebianPackages } from '../../support/debian-packages.ts';
import type { IdentityApp } from './identity-app.ts';
import { exampleText, type VerifyingServer } from './verifying-server.ts';
import { startWatched } from './watched-process.ts';

/**
 * HAProxy as the example has it, on a free port, in front of the app.
 * @param keys `null`: they are not set
 */
export async function startHaproxy(app: IdentityApp, keys: string | null): Promise<VerifyingServer> {
  requireDebianPackages({ haproxy: '/usr/sbin/haproxy' });
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'haproxy-test-'));
  const file = join(folder, 'haproxy.cfg');
  const changes = {
    'bind 127.0.0.1:8080': `bind 127.0.0.1:${port}`,
    '127.0.0.1:3000': `127.0.0.1:${app.origin.port}`,
  };
  await writeFile(file, exampleText('haproxy/haproxy.cfg', changes));
  const haproxy = await startWatched(port, ['/usr/sbin/haproxy', '-f', file], {
    env: keys === null ? {} : { ORIGIN_APP_KEYS: keys },
  });
  const refusals = () => haproxy.lines.flatMap((line) => /^\S+ 401 (\S+) /.exec(line)?.[1] ?? []);
  const stop = async (): Promise<void> => {
    await haproxy.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { port, refusals, asked: app.asked, lines: () => haproxy.lines, stop };
}
