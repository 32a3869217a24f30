import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import Provider from 'oidc-provider';
import { failurePage, loginPage, signOutPage } from './login-page.ts';
import { PEOPLE, prove } from './people.ts';

/** How to run the identity provider. */
export interface LoginOptions {
  readonly port: number;
  /** The gateway, as the provider knows it. */
  readonly client: { readonly id: string; readonly secret: string };
  /** The gateway's public URL at the host where people sign in. */
  readonly gatewayUrl: string;
  /** The gateway as this provider reaches it. Names below `localhost` are for browsers: not every system knows them. */
  readonly signalsUrl: string;
  /** The provider's name in the rules. */
  readonly provider: string;
}

const MAX_FORM_BYTES = 4096;

/** Starts an identity provider for one's own machine, on its loopback address. Its keys and sessions last as long as it runs. */
export async function startLogin(options: LoginOptions): Promise<void> {
  const provider = new Provider(`http://127.0.0.1:${options.port}`, configurationOf(options));
  const answer = provider.callback();
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) return answer(request, response);
    interact(provider, request, response).catch((error: unknown) => {
      const { message } = error instanceof Error ? error : { message: 'failed' };
      response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end(message);
    });
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
}

function configurationOf({ client, gatewayUrl, signalsUrl, provider }: LoginOptions): object {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [`${gatewayUrl}/.portcullis/sign-in/${provider}/callback`],
        post_logout_redirect_uris: [`${gatewayUrl}/.portcullis/signed-out`],
        backchannel_logout_uri: `${signalsUrl}/.portcullis/signals/${provider}/logout`,
        backchannel_logout_session_required: true,
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] },
    cookies: { keys: [client.secret] },
    claims: { openid: ['sub', 'email', 'company', 'groups', 'auth_time', 'amr'] },
    // The gateway reads the ID token alone.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context: { body?: unknown }, form: string) => {
          context.body = signOutPage(form);
        },
      },
    },
    // The package's own refuses addresses of this machine, where the gateway is.
    fetch: (url: string, { dispatcher: _dispatcher, ...init }: RequestInit & { readonly dispatcher?: unknown }) =>
      fetch(url, init),
    renderError: (context: { body?: unknown }, { error }: { readonly error: string }) => {
      context.body = failurePage(error);
    },
    findAccount: (_context: unknown, email: string) => ({
      accountId: email,
      claims: () => ({ sub: email, email, company: PEOPLE[email]?.company, groups: PEOPLE[email]?.groups }),
    }),
    interactions: { url: (_context: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
  };
}

/** Signs a person in. To sign in is to agree that the gateway learns who it is. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name !== 'login') {
    const grant = new provider.Grant({ accountId: session?.accountId ?? '', clientId: params['client_id'] ?? '' });
    grant.addOIDCScope(params['scope'] ?? 'openid');
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
  }
  const posted = request.method === 'POST' ? await readForm(request) : null;
  const field = (name: string): string => posted?.get(name)?.trim() ?? '';
  const amr = prove(field('email'), field('password'), field('code'));
  if (amr !== null)
    return provider.interactionFinished(request, response, { login: { accountId: field('email'), amr } });
  // The gateway asks for this where a page needs a second factor.
  const asksForCode = params['prompt']?.split(' ').includes('login') === true;
  response.writeHead(posted === null ? 200 : 422, { 'content-type': 'text/html; charset=utf-8' });
  response.end(loginPage({ asksForCode, failed: posted !== null }));
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > MAX_FORM_BYTES) throw new Error('The form is too large.');
  }
  return new URLSearchParams(text);
}
