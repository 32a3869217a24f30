import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@portcullis/cli/dev';

const NGINX = '/usr/sbin/nginx';
const NODE_ORIGIN = fileURLToPath(new URL('./peers/node-origin.ts', import.meta.url));

/** Bodies that the origin has at any path that ends with `bytes-N`. */
export const BODY_SIZES = [1024, 10 * 1024, 100 * 1024, 1024 * 1024];

/** An origin that costs as little as can be. */
export interface BenchOrigin {
  readonly kind: 'nginx' | 'node';
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts nginx where there is one, else a Node server, each in a process of its own. */
export async function startBenchOrigin(folder: string): Promise<BenchOrigin> {
  const port = await freePort();
  const kind = existsSync(NGINX) ? 'nginx' : 'node';
  const child =
    kind === 'nginx'
      ? await startNginx(folder, port)
      : spawn(process.execPath, [NODE_ORIGIN, String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilAnswers(url);
  return { kind, url, stop: () => stopChild(child) };
}

async function startNginx(folder: string, port: number): Promise<ChildProcess> {
  const file = join(folder, 'nginx.conf');
  for (const bytes of BODY_SIZES) await writeFile(join(folder, `bytes-${bytes}`), Buffer.alloc(bytes, 'a'));
  await writeFile(
    file,
    `daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
events { worker_connections 1024; }
http {
  access_log off; keepalive_requests 1000000000; large_client_header_buffers 8 32k;
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server {
    listen 127.0.0.1:${port} backlog=1024;
    location ~ /(bytes-[0-9]+)$ { default_type application/json; alias ${folder}/$1; }
    location / { default_type application/json; return 200 '{"ok":true,"items":[1,2,3]}'; }
  }
}
`,
  );
  return spawn(NGINX, ['-c', file, '-p', folder, '-e', join(folder, 'nginx.log')], { stdio: 'ignore' });
}

async function waitUntilAnswers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answered = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the origin at ${url} did not start`);
}

/** Ends a process, and waits until it has ended. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
