import { randomBytes } from 'node:crypto';
import { freePort } from '@portcullis/cli/dev';
import type { Policy } from '@portcullis/rules/policy';
import { admin } from '../support/admin.ts';
import { send } from '../support/client.ts';
import { shippedPolicy } from '../support/freight.ts';
import { startGate } from '../support/gate.ts';
import type { TestGateway } from '../support/gateway.ts';
import type { ClaimChanges } from '../support/mint.ts';
import { ofFile } from '../support/of-file.ts';
import { providerGateOfFile } from '../support/provider-gate.ts';

/** One page of the gateway, and how a browser gets it. */
export interface ShownPage {
  readonly kind: string;
  readonly status: number;
  readonly title: string;
  /** A page that is there for a short time only is asked for when it is shown. */
  readonly url: string | (() => Promise<string>);
  /** Claims of the visitor's session, as of now; `null` for a visitor without one. */
  readonly claims: (() => ClaimChanges) | null;
  /** Sent by a form instead of a link. */
  readonly posts?: boolean;
}

/** Gateways in the states that each page of theirs needs, with the example's brand. */
export interface PageSite {
  readonly gateway: TestGateway;
  readonly pages: readonly ShownPage[];
}

function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

const silentOrigin = (): undefined => undefined;

/** Starts them for one test file. */
export async function startPageSite(): Promise<PageSite> {
  const gateway = await usualGateway();
  const [closed, plain] = [await brokenGateway(), await productionGateway()];
  const headers = { authorization: await gateway.mint.admin(), 'content-type': 'application/json' };
  const suspended = await send(gateway, '/.portcullis/v1/tenants/initech/policy', {
    method: 'PUT',
    headers,
    body: '{"suspended":true}',
  });
  if (suspended.status !== 200) throw new Error(`no tenant was suspended: ${suspended.text}`);
  await send(gateway, '/limited');
  return { gateway, pages: [...refusals(gateway, closed, plain), ...sessions(gateway), ...(await signIns())] };
}

function refusals(gateway: TestGateway, closed: TestGateway, plain: TestGateway): ShownPage[] {
  const at = (path: string): string => `${gateway.url}${path}`;
  const page = (kind: string, status: number, title: string, url: string, claims: ShownPage['claims'] = null) => ({
    kind,
    status,
    title,
    url,
    claims,
  });
  return [
    page('malformed_request', 400, 'This request is invalid', at('/a//b')),
    page('unknown_host', 421, 'There is nothing at this address', `http://127.0.0.1:${gateway.port}/`),
    { ...page('https_required', 403, 'This site is available over https only', `${plain.url}/open`), posts: true },
    page('no_route', 404, 'This page does not exist', at('/loads/4711/stops')),
    {
      ...page('method_not_allowed', 405, 'This address does not support this kind of request', at('/mine')),
      posts: true,
    },
    page('session_required', 401, 'Please sign in', at('/mine')),
    page('step_up_required', 401, 'Please confirm your identity', at('/code'), () => ({ amr: ['pwd'] })),
    page('sign_in_again', 401, 'Please sign in again', at('/fresh'), () => ({ auth_time: inSeconds(-300) })),
    page('forbidden', 403, 'You cannot open this page', at('/owners'), () => ({ roles: ['reader'] })),
    page('tenant_suspended', 403, 'Your organization’s access is suspended', at('/mine'), () => ({ tid: 'initech' })),
    page('rate_limited', 429, 'Too many requests', at('/limited')),
    page('too_large', 414, 'This request is too large', at(`/open?${'a'.repeat(17_000)}`)),
    page('origin_unreachable', 502, 'The site cannot be reached right now', at('/dead')),
    page('origin_timeout', 504, 'The site took too long to respond', at('/silent')),
    page('unavailable', 503, 'The site is not available right now', `${closed.url}/open`),
  ];
}

function sessions(gateway: TestGateway): ShownPage[] {
  const session = { status: 200, url: `${gateway.url}/.portcullis/session` };
  const actAs = { act: { sub: 'support-1', reason: 'ticket 7' } };
  return [
    { kind: 'signed_in', title: 'You are signed in', ...session, claims: () => ({ exp: inSeconds(3000) }) },
    {
      kind: 'session_ending',
      title: 'Your session is about to end',
      ...session,
      claims: () => ({ exp: inSeconds(240), ...actAs }),
    },
    {
      kind: 'signed_out',
      title: 'You are signed out',
      status: 200,
      url: `${gateway.url}/.portcullis/signed-out`,
      claims: null,
    },
  ];
}

/** Of a gateway that signs people in itself. */
async function signIns(): Promise<ShownPage[]> {
  const { gateway, url } = await providerGateOfFile({
    others: (known) => [{ ...known, id: 'second' }],
    providers: ['idp', 'second'],
  });
  const asked = { tenant: 'acme', user: 'ann', roles: ['owner'], actor: 'sam@vendor.example' };
  const link = async (): Promise<string> => {
    const { text } = await admin(gateway, 'POST', 'act-as', { ...asked, reason: 'loads are missing', ticket: 'T-7' });
    return (JSON.parse(text) as { url: string }).url;
  };
  const page = (kind: string, title: string, at: ShownPage['url'], status = 200) => ({
    kind,
    title,
    status,
    url: at,
    claims: null,
  });
  return [
    page('choose_provider', 'How would you like to sign in?', `${url}/.portcullis/sign-in?return=%2F`),
    page('sign_in_expired', 'This sign-in is over', `${url}/.portcullis/sign-in/idp/callback?code=x&state=y`, 400),
    page('act_as_link_over', 'This link is no longer valid', `${url}/.portcullis/act-as?code=x`, 400),
    page('act_as', 'You are about to act as another person', link),
  ];
}

const usualGateway = async (): Promise<TestGateway> => {
  const { gateway } = ofFile(
    await startGate({
      answer: silentOrigin,
      originIds: ['silent'],
      otherOrigins: { dead: `http://127.0.0.1:${await freePort()}` },
      originMembers: 'timeout: 1s',
      lifetime: '1h',
      more: 'limits: { one: { quota: 1 per 30m, by: [route] } }',
      routes: [
        'id: open, path: /open, methods: [GET, POST], access: public, origin: dead',
        'id: mine, path: /mine, methods: [GET], access: { roles: any }, origin: dead',
        'id: code, path: /code, access: { roles: any, stepUp: { within: 1m, methods: [otp] } }, origin: dead',
        'id: fresh, path: /fresh, access: { roles: any, stepUp: { within: 1m, methods: [pwd] } }, origin: dead',
        'id: owners, path: /owners, access: { roles: [owner] }, origin: dead',
        'id: limited, path: /limited, access: public, origin: dead, limits: [one]',
        'id: dead, path: /dead, access: public, origin: dead',
        'id: silent, path: /silent, access: public, origin: silent',
        'id: sign-in, path: /sign-in, access: public, signIn: true, origin: dead',
      ],
      adjust: branded,
    }),
    (gate) => gate[Symbol.asyncDispose](),
  );
  return gateway;
};

/** Its keys cannot be read, so that it refuses everything. */
async function brokenGateway(): Promise<TestGateway> {
  const routes = ['id: open, path: /open, access: public'];
  const gate = await startGate({ routes, settings: { ROLE_COOKIE_KEYS: 'none' }, adjust: branded });
  return ofFile(gate, (started) => started[Symbol.asyncDispose]()).gateway;
}

/** As in production, reached without TLS. */
async function productionGateway(): Promise<TestGateway> {
  const keys = (): string => {
    const [kid, k] = [randomBytes(6).toString('hex'), randomBytes(32).toString('base64url')];
    return JSON.stringify({ keys: [{ kty: 'oct', kid, alg: 'HS256', k }] });
  };
  const gate = await startGate({
    routes: ['id: open, path: /open, methods: [GET, POST], access: public'],
    settings: { PORTCULLIS_ENV: null, ROLE_COOKIE_KEYS: keys(), ADMIN_KEYS: keys(), ORIGIN_APP_KEYS: keys() },
    adjust: (policy) => ({ ...branded(policy), hosts: policy.development?.hosts ?? policy.hosts }),
  });
  return ofFile(gate, (started) => started[Symbol.asyncDispose]()).gateway;
}

function branded(policy: Policy): Policy {
  const { pages } = shippedPolicy();
  return pages === undefined ? policy : { ...policy, pages };
}
