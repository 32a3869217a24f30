import type { Diff } from '../../../../../rules/src/analysis/diff/index.ts';

/** The classes of a diff that hold an entry, in the order of the report. */
export type Classes = readonly (keyof Diff)[];

/** Two values at a place of the base rules, and what the change is this way and the other. */
export type KeyCase = readonly [place: string, old: unknown, next: unknown, there: Classes, back: Classes];

/** How changes of a key are told. */
export interface KeyOrder {
  /** `access`: compared request by request, as opened and closed. `order`: as loosened and tightened. */
  readonly told: 'access' | 'order' | 'both' | 'neither';
  /** Which value is looser, or what is compared; Markdown. */
  readonly looser: string;
  readonly cases: readonly KeyCase[];
}

/** What the cases change, one place at a time. */
export const BASE = {
  version: 1,
  gateway: 'acme-edge',
  hosts: ['{tenant}.app.example.com', 'app.example.com'],
  clientAddress: 'cloudflare',
  roles: ['owner', 'reader', 'driver'],
  addresses: { office: ['203.0.113.0/24'], depot: ['198.51.100.0/24'] },
  limits: {
    person: { quota: '100 per 1m', by: ['user'], counting: 'exact' },
    client: { quota: '100 per 1m', by: ['address'] },
    entry: { quota: '5 per 1m', by: ['address'] },
    spare: { quota: '100 per 1m', by: ['user'] },
  },
  origins: {
    app: { url: 'https://origin.example.com', keys: 'ORIGIN_APP_KEYS', context: 'HS256' },
    other: { url: 'https://other.example.com', keys: 'ORIGIN_OTHER_KEYS', context: 'HS256' },
  },
  deny: { addresses: ['depot'] },
  tokens: { roles: ['owner'] },
  identity: {
    okta: {
      issuer: 'https://acme.okta.com',
      client: { id: 'c1', secret: 'OKTA_SECRET' },
      tenant: 'acme',
      roles: [{ group: 'Owners', grant: ['owner'] }],
    },
  },
  issuers: {
    login: {
      issuer: 'https://login.example.com',
      keys: { jwks: 'https://login.example.com/keys', alg: 'EdDSA' },
      roles: ['owner'],
      tenants: ['acme'],
    },
  },
  routes: [
    {
      id: 'app',
      path: '/app/**',
      methods: ['GET', 'POST'],
      origin: 'app',
      access: { roles: ['owner', 'reader'] },
      limits: ['person'],
    },
    {
      id: 'page',
      path: '/page',
      methods: ['GET'],
      origin: 'app',
      access: 'public',
      cache: 'private',
      limits: ['client'],
    },
    {
      id: 'sign-in',
      path: '/sign-in',
      methods: ['POST'],
      origin: 'app',
      access: 'public',
      signIn: true,
      limits: ['entry'],
    },
  ],
};

export const OPENED: Classes = ['opened'];
export const CLOSED: Classes = ['closed'];
export const LOOSENED: Classes = ['loosened'];
export const TIGHTENED: Classes = ['tightened'];
export const OPENED_AND_LOOSENED: Classes = ['opened', 'loosened'];
export const CLOSED_AND_TIGHTENED: Classes = ['closed', 'tightened'];
export const LOOSENED_AND_NEUTRAL: Classes = ['loosened', 'neutral'];
export const TIGHTENED_AND_NEUTRAL: Classes = ['tightened', 'neutral'];
export const NEUTRAL: Classes = ['neutral'];
export const NONE: Classes = [];

export const opens = (place: string, old: unknown, next: unknown): KeyCase => [place, old, next, OPENED, CLOSED];
export const loosens = (place: string, old: unknown, next: unknown): KeyCase => [place, old, next, LOOSENED, TIGHTENED];
/** Neither is the tighter one. */
export const differs = (place: string, old: unknown, next: unknown): KeyCase => [place, old, next, LOOSENED, LOOSENED];
export const behind = (header: string, ...trustedProxies: readonly string[]): unknown => ({ header, trustedProxies });
export const roles = (more: object): unknown => ({ roles: ['owner', 'reader'], ...more });
export const csp = (directive: string, ...sources: readonly string[]): unknown => ({ csp: { [directive]: sources } });
export const cors = (more: object): unknown => ({ origins: ['https://portal.example.com'], ...more });
export const credentialed = (more: object): unknown => cors({ credentials: true, ...more });
