import { createSessionGrants, type SessionGrant } from '@portcullis/origin';
import { isCanonicalCompactJws } from '@portcullis/origin/context';
import { jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { NOW_SECONDS, now, secretJwk } from '../tokens.ts';

const first = secretJwk('k1');
const second = secretJwk('k2');
const grants = createSessionGrants({
  origin: 'app',
  gateway: 'acme-edge',
  keys: { keys: [first.jwk, second.jwk] },
  now,
});
const context = { requestId: 'request-1' };
const session: SessionGrant = { user: 'u-7', tenant: 'acme', roles: ['owner'], authenticationMethods: ['pwd'] };

describe('a session grant', () => {
  it('is signed with the first key for the request that it answers', async () => {
    const token = await grants.grant(context, session);
    expect(isCanonicalCompactJws(token)).toBe(true);
    const { protectedHeader, payload } = await jwtVerify(token, first.secret, { currentDate: new Date(now()) });
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'session-grant+jwt', kid: 'k1' });
    expect(payload).toEqual({
      iss: 'app',
      aud: 'acme-edge',
      jti: 'request-1',
      sub: 'u-7',
      tid: 'acme',
      roles: ['owner'],
      amr: ['pwd'],
      auth_time: NOW_SECONDS,
      iat: NOW_SECONDS,
      exp: NOW_SECONDS + 30,
    });
  });

  it('carries bounds and an actor where they are given', async () => {
    const actAs = { sub: 'support-1', reason: 'ticket 9' };
    const bounds = {
      authenticatedAtSeconds: NOW_SECONDS - 5,
      notBeforeSeconds: NOW_SECONDS,
      notAfterSeconds: NOW_SECONDS + 900,
    };
    const token = await grants.grant(context, { ...session, ...bounds, actAs });
    const { payload } = await jwtVerify(token, first.secret, { currentDate: new Date(now()) });
    expect(payload).toMatchObject({
      auth_time: NOW_SECONDS - 5,
      not_before: NOW_SECONDS,
      not_after: NOW_SECONDS + 900,
      act: actAs,
    });
  });

  it.each<[string, object]>([
    ['user', { user: '' }],
    ['tenant', { tenant: 'Acme Inc' }],
    ['tenant', { tenant: '' }],
    ['roles', { roles: [] }],
    ['roles', { roles: [''] }],
    ['authenticationMethods', { authenticationMethods: [] }],
    ['authenticatedAtSeconds', { authenticatedAtSeconds: NOW_SECONDS * 1000 }],
    ['notAfterSeconds', { notAfterSeconds: Number.NaN }],
    ['notBeforeSeconds', { notBeforeSeconds: 1.5 }],
    ['actAs', { actAs: { sub: 'support-1', reason: '' } }],
  ])('is refused with a wrong %s: %j', async (name, changes) => {
    const error = { name: 'GrantError', code: 'ERR_GRANT_INVALID', message: expect.stringContaining(`"${name}"`) };
    await expect(grants.grant(context, { ...session, ...changes })).rejects.toMatchObject(error);
  });

  it('is refused for a request without an id', async () => {
    await expect(grants.grant({ requestId: '' }, session)).rejects.toThrow(/context.requestId/);
  });
});
