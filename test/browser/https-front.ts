import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A TLS end in front of a gateway, since browsers send reports by https alone. */
export interface HttpsFront {
  /** Switches with which Chromium takes the host for this front, and sends its reports soon. */
  readonly chromium: readonly string[];
  readonly stop: () => Promise<void>;
}

/** @param host that browsers ask for, without a port */
export async function startHttpsFront(host: string, gatewayPort: () => number): Promise<HttpsFront> {
  const server = createServer(certificateFor(host), (asked, answered) => {
    const { method, url: path, headers } = asked;
    const onward = request({ host: '127.0.0.1', port: gatewayPort(), method, path, headers }, (answer) => {
      answered.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(answered);
    });
    onward.on('error', () => answered.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    chromium: [
      `--host-resolver-rules=MAP ${host}:443 127.0.0.1:${port}`,
      '--ignore-certificate-errors',
      '--short-reporting-delay',
    ],
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function certificateFor(host: string): { readonly key: Buffer; readonly cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  execFileSync('openssl', ['req', ...kind, ...names, '-keyout', key, '-out', cert], { stdio: 'pipe' });
  const made = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return made;
}
