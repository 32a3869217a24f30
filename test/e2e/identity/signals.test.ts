import { describe, expect, test } from 'vitest';
import { admin } from '../../support/admin.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { signalGateOfFile } from './signal-gate.ts';

const { eventOf, expectIn, expectOut, first, provider, second, signedIn, subjectOf } = await signalGateOfFile();

function revoke(subject: unknown, { jti = crypto.randomUUID() as string, member = 'sub_id' } = {}): Promise<Reply> {
  const path = '/.portcullis/signals/okta/revoke';
  const bearer = provider.sign('global-token-revocation+jwt', {
    iss: provider.issuer,
    aud: `${first.url}${path}`,
    iat: 'now-1',
    nbf: 'now-300',
    exp: 'now+300',
    jti,
  });
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
  return send(first, path, { method: 'POST', headers, body: JSON.stringify({ [member]: subject }) });
}

const event = (name: string, claims: Readonly<Record<string, unknown>>, payload: object = {}) =>
  provider.sign('secevent+jwt', {
    iss: provider.issuer,
    aud: 'https://app.example/events',
    iat: 'now-1',
    jti: crypto.randomUUID(),
    events: { [`https://schemas.openid.net/secevent/${name}`]: payload },
    ...claims,
  });

const push = (body: string) =>
  send(first, '/.portcullis/signals/okta/events', {
    method: 'POST',
    headers: { 'content-type': 'application/secevent+jwt' },
    body,
  });

describe('Universal Logout', () => {
  test('ends everything of a user, by subject and by e-mail address', async () => {
    const ann = await signedIn();
    const bob = await signedIn();
    const replies = [
      await revoke(subjectOf(ann)),
      await revoke({ format: 'email', email: bob.email.toUpperCase() }, { member: 'subject' }),
    ];
    expect(replies.map(({ status, text }) => [status, text])).toEqual([
      [204, ''],
      [204, ''],
    ]);
    await expectOut(ann);
    await expectOut(bob);
  });

  test('of a user without a session is done with that', async () => {
    const reply = await revoke({ format: 'email', email: 'unknown@example.com' });
    expect(reply.status).toBe(204);
    expect(await eventOf(reply)).toMatchObject({ outcome: 'ended', ended: [] });
  });

  test('with one token for two users ends both', async () => {
    const [ann, bob] = [await signedIn(), await signedIn()];
    const jti = crypto.randomUUID();
    for (const person of [ann, bob]) expect((await revoke(subjectOf(person), { jti })).status).toBe(204);
    await expectOut(ann);
    await expectOut(bob);
  });

  test('without a token of the provider, or without a user, ends nothing', async () => {
    const ann = await signedIn();
    const path = '/.portcullis/signals/okta/revoke';
    const body = JSON.stringify({ sub_id: subjectOf(ann) });
    const unsigned = await send(first, path, { method: 'POST', body });
    expect([unsigned.status, unsigned.header('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
    const elsewhere = provider.sign('global-token-revocation+jwt', {
      iss: provider.issuer,
      aud: `${second.url}${path}`,
      iat: 'now-1',
      exp: 'now+300',
      jti: 'x',
    });
    expect(
      (await send(first, path, { method: 'POST', body, headers: { authorization: `Bearer ${elsewhere}` } })).status,
    ).toBe(401);
    expect((await revoke({ format: 'opaque', id: ann.sub })).status).toBe(400);
    await expectIn(ann);
  });
});

describe('security events', () => {
  test.each([
    ['caep/event-type/session-revoked', {}],
    ['caep/event-type/credential-change', { credential_type: 'password', change_type: 'update' }],
    ['caep/event-type/assurance-level-change', { change_direction: 'decrease' }],
    ['risc/event-type/account-disabled', {}],
  ])('%s ends the sessions of its subject before it is acknowledged', async (name, payload) => {
    const ann = await signedIn();
    const reply = await push(event(name, { sub_id: subjectOf(ann) }, payload));
    expect([reply.status, reply.text]).toEqual([202, '']);
    await expectOut(ann);
  });

  test('that take nothing away end nothing', async () => {
    const ann = await signedIn();
    const created = event('caep/event-type/credential-change', { sub_id: subjectOf(ann) }, { change_type: 'create' });
    const reply = await push(created);
    expect(reply.status).toBe(202);
    expect(await eventOf(reply)).toMatchObject({ outcome: 'nothing', why: '"change_type" is "create"' });
    await expectIn(ann);
  });

  test.each([
    ['another issuer', { iss: 'https://other.example' }, 'invalid_issuer'],
    ['another audience', { aud: 'gateway-1' }, 'invalid_audience'],
    ['no subject', {}, 'invalid_request'],
  ])('with %s are refused in the words of the standard', async (_, claims, err) => {
    const reply = await push(event('caep/event-type/session-revoked', claims));
    expect([reply.status, JSON.parse(reply.text)['err']]).toEqual([400, err]);
  });

  test("signed by another issuer's key are refused", async () => {
    const ann = await signedIn();
    const claims = {
      iss: provider.issuer,
      aud: 'https://app.example/events',
      iat: 'now-1',
      jti: 'x',
      sub_id: subjectOf(ann),
      events: { 'https://schemas.openid.net/secevent/caep/event-type/session-revoked': {} },
    };
    const codes = await Promise.all(
      (['stranger', 'unpublished'] as const).map(async (key) => {
        const forged = provider.keys.token(
          { header: { typ: 'secevent+jwt' }, claims, key },
          Math.floor(Date.now() / 1000),
        );
        return JSON.parse((await push(forged)).text)['err'] as string;
      }),
    );
    expect(codes).toEqual(['authentication_failed', 'invalid_key']);
    await expectIn(ann);
  });

  test('leave a note of when the stream was last heard', async () => {
    const stream = { sub_id: { format: 'opaque', id: 'stream-1' } };
    expect((await push(event('ssf/event-type/verification', stream, { state: 'x' }))).status).toBe(202);
    expect((await push(event('ssf/event-type/stream-updated', stream, { status: 'paused' }))).status).toBe(202);
    const reply = await admin(second, 'GET', 'signals', undefined, { claims: { scope: 'metrics' } });
    expect(reply.status).toBe(200);
    const { providers } = JSON.parse(reply.text) as {
      providers: { provider: string; last: Record<string, unknown> }[];
    };
    const okta = providers.find((each) => each.provider === 'okta');
    expect(okta).toMatchObject({
      takes: { logout: true, revoke: true, events: true, scim: true },
      last: { verification: { outcome: 'verified' }, stream: { status: 'paused' } },
    });
    expect(providers.find((each) => each.provider === 'silent')?.last['verification']).toBeNull();
  });
});

test.each(['logout', 'revoke', 'events'])(
  '%s is not there for providers that the rules do not take it from',
  async (way) => {
    for (const id of ['silent', 'unknown', '__proto__', 'constructor']) {
      const reply = await send(first, `/.portcullis/signals/${id}/${way}`, { method: 'POST', body: 'x' });
      expectRefusal(reply, 404, 'no_route', id);
    }
  },
);
