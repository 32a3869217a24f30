import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@portcullis/cli/dev';
import { stopChild } from './origin.ts';
import { firstAnswer, type RunningWorker } from './peer-worker.ts';

export const HAPROXY = '/usr/sbin/haproxy';

/** HAProxy, whose configuration verifies the role cookie with a key of its own. */
export interface RunningHaproxy extends RunningWorker {
  /** Base64url. */
  readonly roleKey: string;
}

export const hasHaproxy = (): boolean => existsSync(HAPROXY);

/**
 * Starts HAProxy with one thread. It verifies the cookie's signature, times, issuer and role, and sets the same headers, but signs
 * no context: it tells the origin the user and the tenant in plain headers.
 */
export async function startHaproxy(
  folder: string,
  originUrl: string,
  strict: readonly (readonly [name: string, value: string])[],
): Promise<RunningHaproxy> {
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  // Text, since a key with a byte of zero would end there.
  const secret = randomBytes(24).toString('base64url');
  const file = join(folder, 'haproxy.cfg');
  await writeFile(file, configText(port, new URL(originUrl).host, secret, strict));
  const startedMs = performance.now();
  const child = spawn(HAPROXY, ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  await firstAnswer(`${url}/`);
  return {
    pid: child.pid ?? 0,
    url,
    startMs: performance.now() - startedMs,
    stop: () => stopChild(child),
    roleKey: Buffer.from(secret).toString('base64url'),
  };
}

function configText(
  port: number,
  origin: string,
  secret: string,
  strict: readonly (readonly [name: string, value: string])[],
): string {
  const quoted = (value: string): string => `"${value.replaceAll(/[\\"]/g, String.raw`\$&`).replaceAll('%', '%%')}"`;
  return `global
  nbthread 1
  maxconn 2000
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 30s
  option http-keep-alive
frontend gate
  bind 127.0.0.1:${port}
  http-request set-var(txn.role) req.cook(__Host-role)
  http-request deny deny_status 401 unless { var(txn.role) -m found }
  http-request deny deny_status 401 unless { var(txn.role),jwt_header_query('$.alg') -m str HS256 }
  http-request deny deny_status 401 unless { var(txn.role),jwt_header_query('$.typ') -m str role+jwt }
  http-request deny deny_status 401 unless { var(txn.role),jwt_verify("HS256","${secret}") -m int 1 }
  http-request deny deny_status 401 unless { var(txn.role),jwt_payload_query('$.iss') -m str bench-edge }
  http-request set-var(txn.now) date()
  http-request deny deny_status 401 unless { var(txn.role),jwt_payload_query('$.exp','int'),sub(txn.now) -m int gt 0 }
  http-request deny deny_status 401 unless { var(txn.role),jwt_payload_query('$.roles[0]') -m str owner }
  http-request set-var(txn.id) uuid()
  http-request set-header x-user %[var(txn.role),jwt_payload_query('$.sub')]
  http-request set-header x-tenant %[var(txn.role),jwt_payload_query('$.tid')]
  http-request del-header cookie
  http-request set-header x-forwarded-for "%[src]"
  http-request set-header x-forwarded-host "%[req.hdr(host)]"
  http-request set-header x-forwarded-proto http
  http-request set-header via "1.1 haproxy"
  http-response del-header server
${strict.map(([name, value]) => `  http-response set-header ${name} ${quoted(value)}`).join('\n')}
  http-response set-header portcullis-request-id "%[var(txn.id)]"
  http-response set-header cache-control "private, no-store"
  default_backend origin
backend origin
  http-reuse always
  server origin ${origin} maxconn 512
`;
}
