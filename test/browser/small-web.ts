import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer as createPlainServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** A request of the browser to a host, with the body of a POST. */
export interface Visit {
  readonly scheme: 'http' | 'https';
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly cookie: string;
  readonly body: string;
}

/** A few hosts on this machine which a browser takes for the web: https at its own port, and other sites. */
export interface SmallWeb {
  /** Switches that send all requests of Chromium here. */
  readonly switches: readonly string[];
  /** Every request, oldest first. */
  readonly visits: readonly Visit[];
  readonly close: () => Promise<void>;
}

export interface SmallWebOptions {
  /** Host to the port on this machine that answers for it: a gateway's or an app's. */
  readonly ports: Readonly<Record<string, number>>;
  /** What all other hosts answer. */
  readonly elsewhere: (visit: Visit, response: ServerResponse) => void;
}

export async function startSmallWeb({ ports, elsewhere }: SmallWebOptions): Promise<SmallWeb> {
  const visits: Visit[] = [];
  const answer = (scheme: Visit['scheme']) => async (incoming: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '', headers } = incoming;
    const { host = '', cookie = '' } = headers;
    const visit = { scheme, method, host, path, cookie, body: await text(incoming) };
    visits.push(visit);
    const port = ports[host];
    if (port === undefined) elsewhere(visit, response);
    else forward(port, incoming, visit, response);
  };
  const made = certificate();
  const secure = createServer(made, answer('https'));
  const plain = createPlainServer(answer('http'));
  const [port, plainPort] = [await listen(secure), await listen(plain)];
  return {
    visits,
    switches: [
      // By its key, as one that is in order: with every error ignored, browsers bind no session.
      `--ignore-certificate-errors-spki-list=${keyHash(made.cert)}`,
      // Reports come at once, and not once a minute.
      '--short-reporting-delay',
      `--host-resolver-rules=MAP *:80 127.0.0.1:${plainPort},MAP *:443 127.0.0.1:${port}`,
    ],
    close: async () => {
      for (const server of [secure, plain]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/** As a proxy does that ends TLS in front of a gateway. */
function forward(
  port: number,
  incoming: IncomingMessage,
  { scheme, method, path, body }: Visit,
  response: ServerResponse,
): void {
  const headers = { ...incoming.headers, 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': scheme };
  const forwarded = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    answer.pipe(response);
  });
  forwarded.on('error', () => response.destroy());
  forwarded.end(body);
}

/** SHA-256 of the certificate's public key, as Chromium writes it. */
function keyHash(cert: string): string {
  const key = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}

/** Of a moment: browsers here are told to believe any. */
function certificate(): { readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', '-subj', '/CN=test.example', '-days', '2', ...made], { stdio: 'pipe' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
