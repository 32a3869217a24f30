import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Who a link signs in. */
export interface LinkedUser {
  readonly tenant: string;
  readonly user: string;
  readonly roles: readonly string[];
}

export interface SignInLinks {
  /**
   * A link for this browser. Its query says who it signs in, and may be edited.
   * @param host of the gateway, without its port: browsers keep the session for it alone. Default: `localhost`
   */
  readonly linkFor: (user: LinkedUser, host?: string) => string;
  readonly stop: () => Promise<void>;
}

export interface SignInLinkOptions {
  /** Where a browser goes once it is signed in. */
  readonly gatewayPort: number;
  /** Makes a role cookie's value. What the link asks for is not checked yet. */
  readonly mint: (user: LinkedUser) => Promise<Minted>;
}

/** The value, or what is wrong with the link, for the person who followed it. */
export type Minted = { readonly token: string } | { readonly problem: string };

const SECRET_BYTES = 16;
const LOCAL_HOST = /^(?:[a-z0-9-]+\.)*localhost(?=:|$)/;

/**
 * Serves links that put a minted role cookie into a browser on this machine. It is a server beside the gateway, which has
 * no such endpoint: cookies do not depend on the port (RFC 6265 section 8.5). The secret in the path keeps other pages and
 * programs from signing a browser in.
 */
export async function startSignInLinks(options: SignInLinkOptions): Promise<SignInLinks> {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const server = createServer((request, response) => void answer(request, response, secret, options));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    linkFor: ({ tenant, user, roles }, host = 'localhost') => {
      const query = new URLSearchParams({ tenant, user, roles: roles.join(',') });
      return `http://${host}:${port}/${secret}?${query}`;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  secret: string,
  { gatewayPort, mint }: SignInLinkOptions,
): Promise<void> {
  response.setHeader('cache-control', 'no-store').setHeader('referrer-policy', 'no-referrer');
  const host = LOCAL_HOST.exec(request.headers.host ?? '')?.[0];
  const url = new URL(`http://localhost${request.url ?? '/'}`);
  if (request.method !== 'GET' || host === undefined || !isSame(url.pathname, `/${secret}`)) {
    response.writeHead(404).end();
    return;
  }
  const minted = await mint(userOf(url.searchParams));
  if ('problem' in minted) {
    response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end(`${minted.problem}\n`);
    return;
  }
  const cookie = `__Host-role=${minted.token}; Path=/; Secure; HttpOnly; SameSite=Lax`;
  response.writeHead(302, { location: `http://${host}:${gatewayPort}/`, 'set-cookie': cookie }).end();
}

function userOf(query: URLSearchParams): LinkedUser {
  const roles = (query.get('roles') ?? '').split(',').filter((role) => role !== '');
  return { tenant: query.get('tenant') ?? '', user: query.get('user') ?? '', roles };
}

function isSame(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
