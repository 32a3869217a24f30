import { randomBytes, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { type Freight, startFreight } from '../../examples/freight/src/server.ts';
import { ofFile } from '../support/of-file.ts';

/** Who asks: `null` for nobody. */
export interface Visitor {
  readonly tenant: string;
  readonly role: string;
  readonly claims?: object;
}

/** The running app, and a client that asks as the gateway would. */
export interface FreightClient {
  readonly freight: Freight;
  readonly lines: readonly string[];
  /** A signed context for one request. */
  readonly context: (method: string, target: string, visitor: Visitor | null, claims?: object) => Promise<string>;
  /** Sends a request with its context. `accept` is a page's unless given. */
  readonly ask: (
    method: string,
    target: string,
    visitor: Visitor | null,
    init?: RequestInit & { claims?: object },
  ) => Promise<Response>;
  /** The text of a page. */
  readonly page: (path: string, visitor: Visitor) => Promise<string>;
  /** Moves the app's clock. */
  readonly advance: (seconds: number) => void;
  readonly now: () => number;
}

/** The host that the client asked for, as the gateway forwards it. */
export const FORWARDED_HOST = 'app.example.com';

/** The owner of the tenant `acme`. */
export const OWNER: Visitor = { tenant: 'acme', role: 'owner' };

/** Every page of the app that a person visits. */
export const PAGES: readonly string[] = [
  '/',
  '/sign-in',
  '/loads',
  '/loads/ACME-L-1001',
  '/invoices',
  '/drivers',
  '/settings',
  '/documents',
];

/** Fields of a load that the app accepts. */
export const LOAD = { from: 'Oslo', to: 'Bergen', commodity: 'Fish', weightKg: '900', pickup: '2030-01-31' };

/** Starts the app and its client for the tests of a file. */
export async function freightClientOfFile(): Promise<FreightClient> {
  return ofFile(await startFreightClient(), ({ freight }) => freight.close());
}

/** Starts the app on a free port with a key of its own. */
export async function startFreightClient(): Promise<FreightClient> {
  const secret = randomBytes(32);
  const keys = { keys: [{ kty: 'oct', kid: 'k1', k: secret.toString('base64url') }] };
  const lines: string[] = [];
  let offsetMs = 0;
  const now = () => Date.now() + offsetMs;
  const trust = { issuer: 'freight-edge', audience: 'freight', keys, now };
  const freight = await startFreight({ port: 0, host: '127.0.0.1', ...trust, log: (line) => lines.push(line) });

  const context: FreightClient['context'] = (method, target, visitor, claims = {}) => {
    const iat = Math.floor(now() / 1000);
    const about = { hth: FORWARDED_HOST, cip: '203.0.113.7', rid: 'any', rul: 'digest', jti: randomUUID() };
    const request = {
      v: 1,
      iss: 'freight-edge',
      aud: 'freight',
      iat,
      exp: iat + 30,
      htm: method,
      htu: target,
      ...about,
    };
    return new SignJWT({ ...request, ...(visitor && sessionOf(visitor, iat)), ...claims })
      .setProtectedHeader({ alg: 'HS256', typ: 'tenant-context+jwt', kid: 'k1' })
      .sign(secret);
  };

  const ask: FreightClient['ask'] = async (method, target, visitor, { claims, ...init } = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has('accept')) headers.set('accept', 'text/html');
    headers.set('x-forwarded-host', FORWARDED_HOST);
    headers.set('portcullis-context', await context(method, target, visitor, claims));
    return fetch(freight.url + target, { ...init, method, headers, redirect: 'manual' });
  };

  return {
    freight,
    lines,
    context,
    now,
    ask,
    page: async (path, visitor) => (await ask('GET', path, visitor)).text(),
    advance(seconds) {
      offsetMs += seconds * 1000;
    },
  };
}

export function sessionOf({ tenant, role, claims }: Visitor, authTime: number): object {
  const session = { roles: [role], sid: `s-${tenant}-${role}`, amr: ['pwd'], auth_time: authTime };
  return { sub: `${role}@${tenant}.example`, tid: tenant, ...session, ...claims };
}
