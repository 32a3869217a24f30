import {
  AccessError,
  actorOf,
  requireInPerson,
  requireRole,
  requireSession,
  requireStepUp,
  requireTenant,
  SECOND_FACTORS,
  type TenantContext,
} from '@portcullis/origin';
import { SECOND_FACTORS as GATEWAY_SECOND_FACTORS } from '@portcullis/rules/engine';
import { describe, expect, it } from 'vitest';
import { first, HEADER, verify, withClaims } from './good-context.ts';
import { GOOD_CLAIMS, NOW_SECONDS, now, signHmac } from './tokens.ts';

const { sub: _sub, roles: _roles, sid: _sid, amr: _amr, auth_time: _time, ...bare } = GOOD_CLAIMS;
const signedIn = await verify(withClaims({}));
const nobody = await verify(signHmac(HEADER, bare, first.secret));
const impersonated = await verify(withClaims({ act: { sub: 'support-1', reason: 'ticket 9' } }));
const withAmr = (amr: readonly string[]) => verify(withClaims({ amr }));

/** Code, status and public code of what `work` throws. */
function refusalOf(work: () => unknown): readonly unknown[] {
  try {
    work();
  } catch (error) {
    if (error instanceof AccessError) return [error.code, error.status, error.statusCode, error.publicCode];
    throw error;
  }
  return ['passes'];
}

const SIGN_IN = ['ERR_SESSION_REQUIRED', 401, 401, 'session_required'];
const STEP_UP = ['ERR_STEP_UP_REQUIRED', 401, 401, 'step_up_required'];
const NO_ROLE = ['ERR_ROLE_REQUIRED', 403, 403, 'forbidden'];
const NO_TENANT = ['ERR_TENANT_MISMATCH', 403, 403, 'forbidden'];

describe('an access helper', () => {
  it.each<[string, (context: TenantContext) => unknown]>([
    ['requireSession', requireSession],
    ['requireRole', (context) => requireRole(context, 'owner')],
    ['requireStepUp', (context) => requireStepUp(context)],
    ['requireInPerson', requireInPerson],
  ])('%s gives the context of a signed-in user, and asks anybody else to sign in', (_name, helper) => {
    expect(helper(signedIn)).toBe(signedIn);
    expect(refusalOf(() => helper(nobody))).toEqual(SIGN_IN);
  });

  it('requireRole wants one of the roles', () => {
    expect(requireRole(signedIn, 'admin', 'driver').user).toBe('u-7');
    for (const roles of [['admin'], ['Owner'], ['own'], []])
      expect(refusalOf(() => requireRole(signedIn, ...roles))).toEqual(NO_ROLE);
  });

  it('requireTenant compares as it is', () => {
    expect(requireTenant(signedIn, 'acme').tenant).toBe('acme');
    expect(requireTenant(nobody, 'acme').tenant).toBe('acme');
    for (const tenant of ['globex', 'ACME', 'acme ', '', undefined, null, ['acme']])
      expect(refusalOf(() => requireTenant(signedIn, tenant as string))).toEqual(NO_TENANT);
  });

  it('requireTenant never takes no tenant for the same', async () => {
    const { tid: _tid, ...rest } = bare;
    const untenanted = await verify(signHmac(HEADER, rest, first.secret));
    for (const tenant of ['', 'null', 'undefined', null, undefined])
      expect(refusalOf(() => requireTenant(untenanted, tenant as string))).toEqual(NO_TENANT);
    // No verifier gives such a context; tests of an app may.
    expect(refusalOf(() => requireTenant({ ...signedIn, tenant: '' }, ''))).toEqual(NO_TENANT);
  });

  it('requireStepUp takes for a second factor what the gateway does', () => {
    expect(new Set(SECOND_FACTORS)).toEqual(GATEWAY_SECOND_FACTORS);
  });

  it('requireStepUp wants a second factor', async () => {
    for (const method of SECOND_FACTORS) expect(requireStepUp(await withAmr(['pwd', method])).user).toBe('u-7');
    for (const amr of [['pwd'], ['pin', 'kba'], [], ['OTP']]) {
      const context = await withAmr(amr);
      expect(refusalOf(() => requireStepUp(context))).toEqual(STEP_UP);
    }
    expect(requireStepUp(signedIn, { methods: ['pwd'] }).user).toBe('u-7');
    expect(refusalOf(() => requireStepUp(signedIn, { methods: ['hwk'] }))).toEqual(STEP_UP);
  });

  it('requireStepUp wants it recently, to the second', () => {
    // The user has signed in 600 seconds ago.
    const ask = (withinSeconds: number, at = now) =>
      refusalOf(() => requireStepUp(signedIn, { withinSeconds, now: at }));
    expect(ask(600)).toEqual(['passes']);
    expect(ask(599)).toEqual(STEP_UP);
    expect(ask(Number.NaN)).toEqual(STEP_UP);
    expect(ask(600, () => Number.NaN)).toEqual(STEP_UP);
    expect(signedIn.authenticatedAtSeconds).toBe(NOW_SECONDS - 600);
  });

  it('requireInPerson refuses who acts for another, and actorOf names them', () => {
    expect(refusalOf(() => requireInPerson(impersonated))).toEqual(['ERR_ACTING_FOR_ANOTHER', 403, 403, 'forbidden']);
    expect([actorOf(requireSession(impersonated)), actorOf(requireSession(signedIn))]).toEqual(['support-1', 'u-7']);
  });

  it('says nothing of who asked', () => {
    for (const helper of [() => requireRole(signedIn, 'admin'), () => requireTenant(signedIn, 'globex')]) {
      const error = (() => {
        try {
          return helper();
        } catch (thrown) {
          return thrown as Error;
        }
      })();
      expect(`${(error as Error).message} ${JSON.stringify(error)}`).not.toMatch(/u-7|acme|globex|owner/);
    }
  });
});
