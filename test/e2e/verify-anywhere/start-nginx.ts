import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@portcullis/cli/dev';
import { requireDebianPackages } from '../../support/debian-packages.ts';
import type { IdentityApp } from './identity-app.ts';
import { examplePath, exampleText, type VerifyingServer } from './verifying-server.ts';
import { startWatched } from './watched-process.ts';

/** nginx as the example has it, on a free port, in front of the app. */
export async function startNginx(app: IdentityApp, keys: string): Promise<VerifyingServer> {
  requireDebianPackages({
    nginx: '/usr/sbin/nginx',
    'libnginx-mod-http-js': '/usr/lib/nginx/modules/ngx_http_js_module.so',
  });
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'nginx-test-'));
  // The workers are not root.
  await chmod(folder, 0o755);
  const changes = {
    'listen 127.0.0.1:8080': `listen 127.0.0.1:${port}`,
    '127.0.0.1:3000': `127.0.0.1:${app.origin.port}`,
    '/etc/nginx/portcullis-keys.json': join(folder, 'keys.json'),
    'js_path /etc/nginx;': `js_path ${examplePath('nginx')};`,
    '/run/nginx.pid': join(folder, 'pid'),
    '/var/log/nginx': folder,
    'worker_processes auto': 'daemon off;\nworker_processes 1',
  };
  await writeFile(join(folder, 'keys.json'), keys);
  await writeFile(join(folder, 'nginx.conf'), exampleText('nginx/nginx.conf', changes));
  const log = join(folder, 'access.log');
  const errors = join(folder, 'error.log');
  const nginx = await startWatched(port, ['/usr/sbin/nginx', '-c', join(folder, 'nginx.conf'), '-e', errors]);
  const linesOf = (file: string): string[] => (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);
  const refusals = () => linesOf(log).flatMap((line) => /^\S+ 401 (\S+) /.exec(line)?.[1] ?? []);
  const lines = () => [...linesOf(log), ...linesOf(errors), ...nginx.lines];
  const stop = async (): Promise<void> => {
    await nginx.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { port, refusals, asked: app.asked, lines, stop };
}
