import { describe, expect, it } from 'vitest';
import { compileRules } from '../../../rules/src/compiler/index.ts';
import type { Policy } from '../../../rules/src/policy/index.ts';
import { edited, readBaseFile } from './base-rules.ts';

const SESSION = 'session: { lifetime: 15m }\n';

function policyWith(lines: string): Policy {
  const result = compileRules({ file: 'r.yaml', text: edited(SESSION, SESSION + lines), readFile: readBaseFile });
  if (!result.ok) throw new TypeError(JSON.stringify(result.problems));
  return result.policy;
}

function problemsWith(lines: string): readonly string[] {
  const result = compileRules({ file: 'r.yaml', text: edited(SESSION, SESSION + lines), readFile: readBaseFile });
  return result.ok ? [] : result.problems.map(({ code, message }) => `${code} ${message}`);
}

describe('an identity provider', () => {
  it('has defaults for what is not stated, each the closed one', () => {
    const { providers } = policyWith(`identity:
  okta:
    issuer: https://acme.okta.com
    client: { id: 0oa1, secret: OKTA_SECRET }
    tenant: acme
    roles: [{ group: Drivers, grant: [driver] }]
`);
    expect(providers).toEqual({
      okta: {
        id: 'okta',
        issuer: 'https://acme.okta.com',
        ofManyDirectories: false,
        client: { id: '0oa1', proof: { kind: 'secret', secret: 'OKTA_SECRET' } },
        scopes: ['openid', 'profile', 'email'],
        user: 'sub',
        tenant: { kind: 'fixed', tenant: 'acme' },
        roles: [{ match: { kind: 'group', group: 'Drivers' }, grant: ['driver'], at: 'r.yaml:24' }],
        stepUp: null,
        window: null,
        signals: { scim: null, universalLogout: false, backchannelLogout: false, events: null },
        at: 'r.yaml:20',
      },
    });
  });

  it('has all that is stated', () => {
    const { providers } = policyWith(`identity:
  entra:
    issuer: https://login.microsoftonline.com/organizations/v2.0
    client: { id: 5f3e, key: ENTRA_KEY }
    scopes: [email, offline_access]
    user: oid
    tenant: { claim: tid, map: { 8a1b-99: acme, 7c2d-11: beta } }
    roles:
      - { claim: roles, is: [Finance, Owner], grant: [owner, admin] }
      - { anyone: true, grant: [driver] }
    stepUp: { request: acrs, acr: [c1, c2], amr: [mfa] }
    signals: { scim: ENTRA_SCIM, universalLogout: true, backchannelLogout: true, events: { audience: "https://a.example" } }
`);
    expect(providers['entra']).toMatchObject({
      ofManyDirectories: true,
      client: { id: '5f3e', proof: { kind: 'key', key: 'ENTRA_KEY' } },
      scopes: ['openid', 'email', 'offline_access'],
      user: 'oid',
      tenant: { kind: 'claim', claim: 'tid', tenants: { '8a1b-99': 'acme', '7c2d-11': 'beta' } },
      roles: [
        { match: { kind: 'claim', claim: 'roles', values: ['Finance', 'Owner'] }, grant: ['owner', 'admin'] },
        { match: { kind: 'anyone' }, grant: ['driver'] },
      ],
      stepUp: { request: 'acrs', acr: ['c1', 'c2'], amr: ['mfa'] },
      signals: {
        scim: 'ENTRA_SCIM',
        universalLogout: true,
        backchannelLogout: true,
        events: { audience: 'https://a.example' },
      },
    });
  });

  it.each([
    ['amr: [otp]', { request: 'none', acr: [], amr: ['otp'] }],
    ['acr: phr', { request: 'acr', acr: ['phr'], amr: [] }],
  ])('is asked for what can show a second factor: %s', (stepUp, expected) => {
    const { providers } = policyWith(`identity:
  okta:
    issuer: https://acme.okta.com/
    client: { id: 0oa1, secret: OKTA_SECRET }
    tenant: { claim: org, in: [acme] }
    roles: [{ group: Drivers, grant: [driver] }]
    stepUp: { ${stepUp} }
    signals: { events: true }
`);
    expect(providers['okta']).toMatchObject({
      issuer: 'https://acme.okta.com/',
      tenant: { tenants: { acme: 'acme' } },
      stepUp: expected,
      signals: { events: { audience: 'acme-edge' } },
    });
  });
});

describe('what counts as a second factor', () => {
  it.each(['pwd', 'pin', 'kba', 'sms', 'tel', 'user', 'geo', 'rba', 'wia'])('is never %s', (method) => {
    const stepUp = `stepUp: { amr: [otp, ${method}] }`;
    const own = `identity:
  okta:
    issuer: https://acme.okta.com
    client: { id: 0oa1, secret: OKTA_SECRET }
    tenant: acme
    roles: [{ group: Drivers, grant: [driver] }]
    ${stepUp}
`;
    const ofTenants = `tenantIdentity: { issuers: ["https://*.okta.com"], grant: [driver], keys: TENANT_KEYS, ${stepUp} }\n`;
    for (const text of [own, ofTenants])
      expect(problemsWith(text)).toEqual([
        expect.stringMatching(`weak_second_factor "${method}" shows no second factor: .*`),
      ]);
  });
});

describe('a further issuer', () => {
  it('has its keys in a secret, or at a URL', () => {
    const { issuers } = policyWith(`issuers:
  login: { issuer: login, keys: LOGIN_KEYS, roles: [driver], tenants: any }
  portal:
    issuer: https://portal.acme.example
    keys: { jwks: "https://portal.acme.example/keys.json", alg: EdDSA }
    roles: [owner, driver]
    tenants: [acme]
    bearer: true
`);
    expect(issuers).toEqual({
      login: {
        id: 'login',
        issuer: 'login',
        keys: { kind: 'secret', alg: 'HS256', secret: 'LOGIN_KEYS' },
        roles: ['driver'],
        tenants: 'any',
        bearer: false,
        at: 'r.yaml:20',
      },
      portal: {
        id: 'portal',
        issuer: 'https://portal.acme.example',
        keys: { kind: 'jwks', alg: 'EdDSA', url: 'https://portal.acme.example/keys.json' },
        roles: ['owner', 'driver'],
        tenants: ['acme'],
        bearer: true,
        at: 'r.yaml:21',
      },
    });
  });
});

describe('the way to sign in', () => {
  const rulesWith = (file: string, routes: string): string =>
    `version: 1
gateway: acme-edge
hosts: [app.example.com]
clientAddress: cloudflare
roles: [driver]
origins: { app: { url: "https://origin.example.com", keys: ORIGIN_APP_KEYS, context: HS256 } }
identity:
  okta:
    issuer: https://acme.okta.com
    client: { id: c1, secret: OKTA_SECRET }
    tenant: acme
    roles: [{ group: Drivers, grant: [driver] }]
  google:
    issuer: https://accounts.google.com
    client: { id: c2, secret: GOOGLE_SECRET }
    tenant: { claim: hd, map: { acme.com: acme } }
    roles: [{ claim: email, is: [ann@acme.com], grant: [driver] }]
${file}
routes:
${routes}`;
  const waysOf = (file: string, routes: string) => {
    const result = compileRules({ file: 'r.yaml', text: rulesWith(file, routes) });
    if (!result.ok) throw new TypeError(JSON.stringify(result.problems));
    return result.policy.routes.map(({ id, signIn, providers }) => [id, signIn ? 'origin' : providers.join(' ')]);
  };
  const OPEN = '  - { id: a, path: /a, access: { roles: any } }';

  it.each([
    ['a route', '', '  - { id: a, path: /a, access: { roles: any }, signIn: okta }', [['a', 'okta']]],
    ['the file', 'signIn: [okta, google]', OPEN, [['a', 'okta google']]],
    ['nothing', '', OPEN, [['a', '']]],
    [
      'a group, and a route of it',
      'signIn: okta',
      `  - signIn: google
    routes:
      - { id: a, path: /a, access: { roles: any } }
      - { id: b, path: /b, access: { roles: any }, signIn: okta }
      - { id: c, path: /c, access: { roles: any }, signIn: false }
      - { id: d, path: /d, access: { roles: any }, signIn: true }`,
      [
        ['a', 'google'],
        ['b', 'okta'],
        ['c', ''],
        ['d', 'origin'],
      ],
    ],
    [
      'a group of the origin',
      'signIn: okta',
      `  - signIn: true
    routes: [{ id: a, path: /a, access: public, methods: [POST] }]`,
      [['a', 'origin']],
    ],
    [
      'the file, but not of public routes',
      'signIn: okta',
      `${OPEN}
  - { id: b, path: /b, access: public }`,
      [
        ['a', 'okta'],
        ['b', ''],
      ],
    ],
  ])('is that of %s', (_name, file, routes, expected) => {
    expect(waysOf(file, routes)).toEqual(expected);
  });
});

describe('tokens of machines', () => {
  const TOKENS = 'tokens: { roles: [driver], lifetime: 30d }\n';
  const credentialsOf = (lines: string, access: string) => {
    const text = edited('roles: [owner, admin]', access, edited(SESSION, SESSION + lines));
    const result = compileRules({ file: 'r.yaml', text, readFile: readBaseFile });
    if (!result.ok) return result.problems.map(({ code, message }) => `${code} ${message}`);
    const route = result.policy.routes.find(({ id }) => id === 'invoices');
    return route?.access.kind === 'roles' ? route.access.credentials : null;
  };

  it('grant what the rules say', () => {
    expect(policyWith(TOKENS).tokens).toEqual({ roles: ['driver'], lifetimeSeconds: 2_592_000, at: 'r.yaml:19' });
    expect(policyWith('tokens: { roles: [driver] }\n').tokens).toMatchObject({ lifetimeSeconds: 7_776_000 });
    expect(policyWith('').tokens).toBeNull();
  });

  it('are taken where a route says so', () => {
    expect(credentialsOf(TOKENS, 'roles: any')).toEqual(['session']);
    expect(credentialsOf(TOKENS, 'roles: [driver]\n      credentials: [session, token]')).toEqual(['session', 'token']);
    expect(credentialsOf(TOKENS, 'roles: any\n      credentials: [token]')).toEqual(['token']);
  });

  it('are those of an issuer, too', () => {
    const issuer = 'issuers: { ci: { issuer: ci, keys: CI_KEYS, roles: [owner], tenants: any, bearer: true } }\n';
    expect(credentialsOf(issuer, 'roles: [owner]\n      credentials: [token]')).toEqual(['token']);
  });

  it('must open the route', () => {
    expect(credentialsOf(TOKENS, 'roles: [owner]\n      credentials: [session, token]')).toEqual([
      'no_effect No token can have a role that opens the route.',
    ]);
  });
});
