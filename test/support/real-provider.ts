import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider from 'oidc-provider';

/** Who signs in at the provider, and what it says of them. A test changes it as it goes. */
export interface Person {
  sub: string;
  /** Claims of the ID token besides those that the provider makes. */
  claims: Record<string, unknown>;
  acr: string | undefined;
  amr: readonly string[] | undefined;
  /** Whether the person agrees. */
  agrees: boolean;
}

/** `oidc-provider` in this process, over real HTTP. People sign in at once, without a page. */
export interface RealProvider {
  readonly issuer: string;
  readonly port: number;
  readonly client: { readonly id: string; readonly secret: string };
  readonly person: Person;
  /** Targets that were asked for, in their order. */
  readonly asked: string[];
  /** Query of each authorization request. */
  readonly authorizations: Readonly<Record<string, string>>[];
  /** How often a person had to prove who they are. */
  readonly logins: () => number;
  /** Takes the place of the provider's own answers; `false`: it answers itself. */
  intercept: ((request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>) | null;
  readonly close: () => Promise<void>;
}

export interface RealProviderOptions {
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[];
  readonly tokenEndpointAuthMethod?: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';
  readonly clientJwk?: JWK;
  readonly backchannelLogoutUri?: string;
  /** More of the provider's own configuration. */
  readonly configuration?: object;
}

const CLAIMS = [
  'sub',
  'sid',
  'auth_time',
  'acr',
  'amr',
  'groups',
  'roles',
  'hd',
  'tid',
  'oid',
  'email',
  'email_verified',
];
const MORE = ['_claim_names', 'hasgroups', 'acrs', 'preferred_username'];

export async function startRealProvider(options: RealProviderOptions): Promise<RealProvider> {
  const person: Person = { sub: '00u1', claims: {}, acr: undefined, amr: undefined, agrees: true };
  const client = { id: 'gate', secret: 'secret of the client: 50% +/=&'.replaceAll(' ', '-') };
  const asked: string[] = [];
  const authorizations: Readonly<Record<string, string>>[] = [];
  let logins = 0;
  let answer: RequestListener = (_request, response) => response.writeHead(503).end();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://provider');
    asked.push(`${request.method} ${url.pathname}`);
    if (url.pathname === '/auth') authorizations.push(Object.fromEntries(url.searchParams));
    void (async () => {
      if ((await provider.intercept?.(request, response)) !== true) answer(request, response);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const oidc = new Provider(issuer, await configurationOf(options, client, person));
  const callback = oidc.callback();
  answer = (request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) return callback(request, response);
    logins += 1;
    void interact(oidc, person, request, response);
  };
  const provider: RealProvider = {
    issuer,
    port,
    client,
    person,
    asked,
    authorizations,
    logins: () => logins,
    intercept: null,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return provider;
}

async function configurationOf(
  options: RealProviderOptions,
  client: RealProvider['client'],
  person: Person,
): Promise<object> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const method = options.tokenEndpointAuthMethod ?? 'client_secret_basic';
  return {
    clients: [
      {
        client_id: client.id,
        ...(method === 'private_key_jwt' ? { jwks: { keys: [options.clientJwk] } } : { client_secret: client.secret }),
        redirect_uris: options.redirectUris,
        post_logout_redirect_uris: options.postLogoutRedirectUris ?? [],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: method,
        ...(options.backchannelLogoutUri === undefined
          ? {}
          : { backchannel_logout_uri: options.backchannelLogoutUri, backchannel_logout_session_required: true }),
      },
    ],
    clientAuthMethods: [method],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'idp-1', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['a key of the tests'] },
    claims: { openid: [...CLAIMS, ...MORE] },
    conformIdTokenClaims: false,
    acrValues: ['urn:okta:loa:1fa:any', 'urn:okta:loa:2fa:any'],
    pkce: { required: () => true },
    interactions: { url: (_context: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: true },
      backchannelLogout: { enabled: true },
      claimsParameter: { enabled: true },
    },
    // It refuses addresses of one's own machine otherwise.
    fetch: (url: string, { dispatcher: _dispatcher, ...init }: RequestInit & { readonly dispatcher?: unknown }) =>
      fetch(url, init),
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, ...person.claims }),
    }),
    ...options.configuration,
  };
}

/** Signs the person in and agrees, or does not, as a page of the provider would. */
async function interact(
  oidc: Provider,
  person: Person,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params, session } = await oidc.interactionDetails(request, response);
  if (!person.agrees) {
    await oidc.interactionFinished(request, response, { error: 'access_denied' });
    return;
  }
  if (prompt.name === 'login') {
    const { sub, acr, amr } = person;
    const login = {
      accountId: sub,
      remember: true,
      ...(acr === undefined ? {} : { acr }),
      ...(amr === undefined ? {} : { amr }),
    };
    await oidc.interactionFinished(request, response, { login });
    return;
  }
  const grant = new oidc.Grant({ accountId: session?.accountId ?? person.sub, clientId: params['client_id'] ?? '' });
  grant.addOIDCScope(params['scope'] ?? 'openid');
  await oidc.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}
