import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, test } from 'vitest';
import { type IdentityVector, identityVectors, TestProviderKeys } from '../support/identity-vectors.ts';
import { folderOfFile } from '../support/of-file.ts';
import { runCli } from './run-cli.ts';

/** By the vectors that the gateway is tested with: the command must come to the same verdicts. */

const RULES = `version: 1
gateway: acme-edge
hosts: [app.example]
clientAddress: cloudflare
roles: [reader, owner]
origins:
  app: { url: "https://origin.example.net", keys: ORIGIN_APP_KEYS, context: HS256 }
session: { lifetime: 10m }
identity:
  okta:
    issuer: https://idp.example
    client: { id: gateway-1, secret: OKTA_CLIENT_SECRET }
    tenant: { claim: org, map: { a1: acme, g1: globex } }
    roles: [{ group: Readers, grant: [reader] }, { group: Owners, grant: [owner] }]
    signals: { scim: OKTA_SCIM_TOKEN, backchannelLogout: true, universalLogout: true, events: { audience: "https://app.example/events" } }
  silent:
    issuer: https://silent.example
    client: { id: gateway-1, secret: SILENT_CLIENT_SECRET }
    tenant: acme
    roles: [{ claim: sub, is: ["1"], grant: [reader] }]
signIn: okta
routes:
  - { id: app, path: /**, access: { roles: any } }
`;

const NOW = 1_800_000_000;
const keys = new TestProviderKeys();
const folder = await folderOfFile('portcullis-signal');
const [rules, file, jwks] = ['rules.yaml', 'signal', 'jwks.json'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
writeFileSync(rules, RULES);
writeFileSync(jwks, JSON.stringify(keys.jwks));

interface Explained {
  readonly outcome: string;
  readonly ends: readonly string[];
  readonly notes: readonly string[];
  readonly answer: number;
  readonly tenants: readonly string[];
  readonly findings: readonly { readonly rule: string; readonly result: string; readonly text: string }[];
}

async function ask(signal: unknown, ...more: string[]) {
  writeFileSync(file, typeof signal === 'string' ? signal : JSON.stringify(signal));
  const time = new Date(NOW * 1000).toISOString().replace(':00.000Z', 'Z');
  return runCli(['explain', '--rules', rules, '--time', time, '--signal', file, ...more]);
}

async function explained(signal: unknown, ...more: string[]): Promise<Explained> {
  return JSON.parse((await ask(signal, ...more, '--json')).out) as Explained;
}

const refusedRules = ({ findings }: Explained) =>
  findings.filter(({ result }) => result === 'refused').map(({ rule }) => rule);

/** As a file has it: of Universal Logout, with the body beside the token. */
const signalOf = (folderName: string, vector: IdentityVector): unknown =>
  folderName === 'ulo'
    ? { authorization: `Bearer ${keys.token(vector, NOW)}`, body: vector.body === '<not JSON>' ? 'none' : vector.body }
    : keys.token(vector, NOW);

describe.each(['set', 'logout', 'ulo'])('%s', (name) => {
  test.each(identityVectors(`${name}/good`).map((vector) => [vector.title, vector] as const))(
    'good: %s',
    async (_, vector) => {
      const result = await explained(signalOf(name, vector), '--keys', jwks);
      expect([result.outcome, refusedRules(result)]).toEqual(['taken', []]);
      const { expect: wanted } = vector;
      const whom = typeof wanted === 'object' && 'end' in wanted ? wanted.end : [];
      expect(result.ends).toEqual(whom.map((ref) => expect.stringContaining(ref.slice(ref.indexOf(':') + 1))));
      if (typeof wanted === 'object' && 'nothing' in wanted)
        expect(result.notes).toEqual([`The event ends nothing: ${wanted.nothing}.`]);
    },
  );

  // Without a token, there is nothing to judge but the body.
  const hostile = identityVectors(`${name}/hostile`).filter(({ key }) => key !== 'absent');
  test.each(hostile.map((vector) => [vector.title, vector] as const))('hostile: %s', async (_, vector) => {
    const { exitCode, out } = await ask(signalOf(name, vector), '--keys', jwks, '--provider', 'okta');
    expect([exitCode, out.includes('Refused: nothing ends.')]).toEqual([1, true]);
    const result = await explained(signalOf(name, vector), '--keys', jwks, '--provider', 'okta');
    expect([result.outcome, result.ends]).toEqual(['refused', []]);
    expect(refusedRules(result).length).toBeGreaterThan(0);
    expect(result.answer).toBeGreaterThanOrEqual(400);
  });
});

const [good] = identityVectors('set/good') as [IdentityVector];
const token = () => keys.token(good, NOW);

describe('portcullis explain --signal', () => {
  test('names the endpoint, each rule, whom the signal ends and where, with the line', async () => {
    const { exitCode, out } = await ask(token(), '--keys', jwks);
    expect(exitCode).toBe(0);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(
        /^session-revoked, a security event token, of identity provider okta {2}\[.*rules\.yaml:10\]$/,
      ),
      'POST /.portcullis/signals/okta/events',
      '',
      '  rules      passed        the rules take this from the provider (signals.events)',
      '  alg        passed        it is signed by RS256, PS256, ES256 or EdDSA',
      '  key        passed        the provider publishes the key, which is long enough',
      '  signature  passed        the signature is of that key',
      '  iss        passed        the issuer is the one of the rules',
      '  aud        passed        it is addressed to this gateway',
      '  typ        passed        the type is the one of this kind of message',
      '  jti        passed        it has an id of its own',
      '  iat        passed        it was made in the last seven days, and not in the future',
      '  nbf        passed        its time has come',
      '  exp        passed        it has not ended',
      '  events     passed        it holds one event, which can be read',
      '  subject    passed        it says for whom it is, in a form by which sessions can be found',
      '',
      expect.stringMatching(/^Taken\. Refused everywhere within a second: {2}\[.*:10\]$/),
      '  answer   202',
      '  ends     every session of the person whose "sub" is 00u1ann',
      '  at       tenants acme, globex',
      'Note: A second copy, with the same "jti", ends nothing more.',
    ]);
  });

  test('names every rule that is broken, not the first alone', async () => {
    const claims = { ...decodeJwt(token()), iss: 'https://evil.example', aud: 'other', iat: 'x', jti: 7 };
    const result = await explained({ header: { alg: 'ES256', typ: 'JWT' }, claims }, '--provider', 'okta');
    expect(refusedRules(result)).toEqual(['iss', 'aud', 'typ', 'jti', 'iat']);
  });

  test('says what it cannot check', async () => {
    const unchecked = ({ findings }: Explained) =>
      findings.filter(({ result }) => result === 'not checked').map(({ rule }) => rule);
    expect(unchecked(await explained(token()))).toEqual(['key', 'signature']);
    expect(unchecked(await explained(decodeJwt(token())))).toEqual(['alg', 'key', 'signature', 'typ']);
    const header = decodeProtectedHeader(token());
    expect(unchecked(await explained({ header, claims: decodeJwt(token()) }))).toEqual(['key', 'signature']);
  });

  test('takes the form of a logout token, and the body of Universal Logout alone', async () => {
    const [logout] = identityVectors('logout/good') as [IdentityVector];
    const form = new URLSearchParams({ logout_token: keys.token(logout, NOW) }).toString();
    expect(await explained(form)).toMatchObject({
      outcome: 'taken',
      endpoint: 'POST /.portcullis/signals/okta/logout',
    });
    const body = { subject: { format: 'email', email: 'Ann@Example.com' } };
    expect(await explained(body, '--provider', 'okta')).toMatchObject({
      outcome: 'taken',
      ends: ['every session of the person who signed in as ann@example.com'],
    });
  });

  test.each([
    ['silent', token(), 'rules'],
    ['silent', { method: 'DELETE', path: '/Users/1' }, 'rules'],
  ])('what the rules do not take from %s is answered 404', async (provider, signal, rule) => {
    const result = await explained(signal, '--provider', provider);
    expect(refusedRules(result)).toContain(rule);
    expect([result.outcome, result.answer, result.ends]).toEqual(['refused', 404, []]);
  });

  test.each<[unknown, string[], string]>([
    ['{}', [], 'holds no signal'],
    ['a.b.c', [], 'holds no signal'],
    ['[1]', [], 'holds no signal'],
    [{ sub_id: {} }, [], 'Name one with --provider'],
    [{ method: 'GET', path: '/.portcullis/scim/v2/entra/Users' }, [], 'must be one of okta, silent'],
    [{ method: 'GET', path: '/Users' }, ['--keys', rules, '--provider', 'okta', '--claims', rules], 'either a request'],
  ])('%j with %j is wrong usage', async (signal, more, problem) => {
    expect(await ask(signal, ...more)).toMatchObject({ exitCode: 2, told: expect.stringContaining(problem) });
  });

  test('a file of keys must hold keys', async () => {
    expect(await ask(token(), '--keys', rules)).toMatchObject({
      exitCode: 2,
      told: expect.stringContaining('no JWK Set'),
    });
  });
});

describe('a request of a directory', () => {
  const patch = (path: string, ...Operations: object[]) => ({ method: 'PATCH', path, body: { Operations } });
  const before = { userName: 'ann@x', active: true, externalId: '00u1' };

  test.each<[string, object, string[]]>([
    ['a new user', { method: 'POST', path: '/Users', body: { userName: 'ann@x' } }, []],
    [
      'a new user who is not active',
      { method: 'POST', path: '/Users', body: { userName: 'ann@x', active: false } },
      ['ann@x has already'],
    ],
    ['a question', { method: 'GET', path: '/Users?filter=userName%20eq%20%22a%22' }, []],
    ['deactivation by Entra ID', patch('/Users/1', { op: 'Replace', path: 'active', value: 'False' }), ['entry 1']],
    ['deactivation by Okta', patch('/Users/1', { op: 'replace', value: { active: false } }), ['entry 1']],
    [
      'a whole user, inactive',
      { method: 'PUT', path: '/Users/1', body: { userName: 'ann@x', active: false } },
      ['entry 1'],
    ],
    ['a whole user, as before', { method: 'PUT', path: '/Users/1', body: before, before }, []],
    [
      'a whole user, with another name',
      { method: 'PUT', path: '/Users/1', body: { ...before, userName: 'b@x' }, before },
      ['ann@x'],
    ],
    ['a display name', patch('/Users/1', { op: 'Replace', path: 'displayName', value: 'Ann' }), []],
    ['roles', patch('/Users/1', { op: 'Add', path: 'roles', value: [{ value: 'x' }] }), ['entry 1']],
    ['a deleted user', { method: 'DELETE', path: '/.portcullis/scim/v2/okta/Users/1' }, ['entry 1']],
    ['a member who comes', patch('/Groups/9', { op: 'add', path: 'members', value: [{ value: '1' }] }), []],
    ['a member who goes', patch('/Groups/9', { op: 'Remove', path: 'members', value: [{ value: '1' }] }), ['entry 1']],
    [
      'an emptied group',
      patch('/Groups/9', { op: 'replace', path: 'members', value: [] }),
      ['every member of group 9'],
    ],
    [
      'a new list of members',
      { method: 'PUT', path: '/Groups/9', body: { displayName: 'Readers', members: [{ value: '2' }] } },
      ['other than 2', 'if its old name'],
    ],
    [
      'a group with another name',
      { ...patch('/Groups/9', { op: 'replace', value: { displayName: 'Old' } }), before: { displayName: 'Readers' } },
      ['does not grant all'],
    ],
    [
      'a group with a name of other roles',
      {
        ...patch('/Groups/9', { op: 'replace', value: { displayName: 'Readers' } }),
        before: { displayName: 'Owners' },
      },
      ['does not grant all'],
    ],
    [
      'a group that grants nothing',
      { ...patch('/Groups/9', { op: 'replace', path: 'members', value: [] }), before: { displayName: 'Choir' } },
      [],
    ],
    ['a deleted group', { method: 'DELETE', path: '/Groups/9' }, ['every member of group 9']],
  ])('%s', async (_, request, whom) => {
    const result = await explained(request, '--provider', 'okta');
    expect(result.outcome).toBe('taken');
    expect(result.ends).toEqual(whom.map((text) => expect.stringContaining(text)));
  });

  test('a whole user of whom nothing is known depends on what is stored', async () => {
    const { notes, ends } = await explained({ method: 'PUT', path: '/Users/1', body: before }, '--provider', 'okta');
    expect([ends, notes]).toEqual([[], [expect.stringContaining('"before" of the file')]]);
  });

  test.each<[object, number]>([
    [patch('/Users/1', { op: 'Replace', path: 'active', value: 'maybe' }), 400],
    [patch('/Groups/9', { op: 'Remove', path: 'members', value: [] }), 400],
    [{ method: 'POST', path: '/Users', body: {} }, 400],
    [{ method: 'POST', path: '/Users/1', body: before }, 405],
    [{ method: 'POST', path: '/Bulk', body: {} }, 404],
  ])('%j is refused with %i', async (request, answer) => {
    const result = await explained(request, '--provider', 'okta');
    expect(result).toMatchObject({ outcome: 'refused', answer, ends: [] });
    expect(refusedRules(result)).toEqual(['request']);
  });
});
