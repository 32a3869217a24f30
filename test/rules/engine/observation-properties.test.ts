import {
  type AdmitFact,
  createDecision,
  decide,
  decisionSteps,
  isRouted,
  planAdmit,
  type Reason,
  type RequestFacts,
  type SessionFact,
  setSession,
} from '@portcullis/rules/engine';
import { type Access, CONTROLS, type Control, type Policy } from '@portcullis/rules/policy';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addressOf,
  anyone,
  engineOf,
  limitOf,
  NO_CONDITIONS,
  NOW,
  requestOf,
  rolesAccess,
  routeOf,
  sessionWith,
} from './sample-engine.ts';

/** Which control each reason belongs to; what is not here can be put under no observation. */
const CONTROL_OF: Partial<Record<Reason, Control>> = {
  address_not_listed: 'addresses',
  limit_exceeded: 'limits',
  cross_site: 'crossSite',
  websocket_origin: 'crossSite',
  tls_too_old: 'conditions',
  no_longer_open: 'conditions',
  tenant_missing: 'conditions',
  session_missing: 'roles',
  session_invalid: 'roles',
  role_missing: 'roles',
  session_revoked: 'roles',
  act_as_never: 'actAs',
  act_as_read_only: 'actAs',
  authentication_too_old: 'stepUp',
  authentication_too_weak: 'stepUp',
};

const rarely = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

const conditions = { ...NO_CONDITIONS, tenant: 'required' as const, minTls: 3 as const, untilSeconds: NOW + 10 };
const access: fc.Arbitrary<Access> = fc.constantFrom<Access>(
  anyone,
  { kind: 'public', addresses: ['office'], conditions },
  rolesAccess(),
  rolesAccess({ roles: ['owner'], actAs: 'never', addresses: ['office'], conditions }),
  rolesAccess({ roles: ['owner'], actAs: 'read-only', stepUp: { withinSeconds: 60, methods: ['otp'] } }),
);
const request: fc.Arbitrary<RequestFacts> = fc
  .record({
    method: fc.constantFrom('GET', 'POST'),
    address: rarely(addressOf('203.0.113.7'), addressOf('192.0.2.1'), addressOf('198.51.100.1')),
    upgradesToWebSocket: rarely(false, true),
    fetchSite: rarely<string | null>(null, 'cross-site'),
    origin: rarely<string | null>(null, 'https://acme.app.example', 'https://evil.example'),
    tlsVersion: rarely<string | null>('TLSv1.3', 'TLSv1.2'),
    announcedBodyBytes: rarely(0, 5000),
    nowSeconds: rarely(NOW, NOW + 20),
    host: rarely('acme.app.example', 'app.example'),
  })
  .map(({ host, ...facts }) => requestOf({ ...facts, target: { scheme: 'https', host, path: '/x', query: '' } }));
const session: fc.Arbitrary<SessionFact> = fc.oneof(
  fc.constantFrom<SessionFact>({ kind: 'none' }, { kind: 'invalid', detail: 'signature' }),
  fc
    .record({
      tenant: rarely('acme', 'globex'),
      roles: fc.constantFrom(['owner'], ['reader'], []),
      methods: fc.constantFrom(['pwd'], ['otp']),
      actAs: rarely(null, { sub: 'support', reason: 'ticket' }),
    })
    .map((changes): SessionFact => ({ kind: 'verified', session: sessionWith(changes) })),
);
const admitted: fc.Arbitrary<AdmitFact> = fc
  .record({
    exceeded: rarely(false, true),
    revokedBy: rarely<'user' | null>(null, 'user'),
    suspended: rarely(false, true),
    away: rarely(false, true),
  })
  .map(({ exceeded, revokedBy, suspended, away }) =>
    away
      ? { kind: 'unavailable', detail: 'test' }
      : {
          kind: 'answered',
          limits: [{ id: 'few', admitted: !exceeded, remaining: 0, resetMs: 1000 }],
          revokedBy,
          tenantPolicy: { suspended, addresses: [], requireMfa: false, forbidActAs: false, notBefore: 0 },
        },
  );

interface Drawn {
  readonly access: Access;
  readonly request: RequestFacts;
  readonly session: SessionFact;
  readonly admitted: AdmitFact;
  readonly observe: readonly Control[];
}
const cases: fc.Arbitrary<Drawn> = fc.record({
  access,
  request,
  session,
  admitted,
  observe: fc.subarray([...CONTROLS]),
});

function policyWith(access: Access, observe: readonly Control[]): Partial<Policy> {
  return {
    routes: [routeOf('/x', { access, observe, limits: ['few'] })],
    deny: { addresses: ['blocked'], at: 'rules.yaml:11' },
    limits: { few: limitOf('few') },
  };
}

/** Everything that there is to object to, in order. */
function objections(policy: Partial<Policy>, { request, session, admitted }: Drawn): readonly Reason[] {
  const engine = engineOf(policy);
  const decision = createDecision(request, () => false);
  const ended: Reason[] = [];
  for (const [name, step] of Object.entries(decisionSteps)) {
    if (name === 'admit' && isRouted(decision)) {
      setSession(decision, session);
      decision.admitted = planAdmit(engine, decision) === null ? null : admitted;
    }
    const refusal = step(engine, decision);
    if (refusal !== null) ended.push(refusal.reason);
    if (name !== 'ingress' && decision.route === null) break;
  }
  expect(decision.route === null || ended.length === 0).toBe(true);
  return [...decision.observed.map(({ reason }) => reason), ...ended];
}

function atOtherTenant({ request, session }: Drawn): boolean {
  return request.target.host === 'acme.app.example' && session.kind === 'verified' && session.session.tenant !== 'acme';
}

test('without observation, the first objection is what refuses', () => {
  fc.assert(
    fc.property(cases, (drawn) => {
      const policy = policyWith(drawn.access, []);
      const outcome = decide(engineOf(policy), drawn.request, { session: drawn.session, admit: () => drawn.admitted });
      expect(outcome.kind === 'refused' ? outcome.refusal.reason : undefined).toBe(objections(policy, drawn)[0]);
      expect(outcome.decision.observed).toEqual([]);
    }),
    { numRuns: 3000 },
  );
});

test('observation lets through exactly what its controls object to, and notes it', () => {
  let noted = 0;
  fc.assert(
    fc.property(cases, (drawn) => {
      const policy = policyWith(drawn.access, drawn.observe);
      const outcome = decide(engineOf(policy), drawn.request, { session: drawn.session, admit: () => drawn.admitted });
      const all = objections(policyWith(drawn.access, []), drawn);
      const isObserved = (reason: Reason): boolean => {
        const control = CONTROL_OF[reason];
        // At another tenant's host it is the wall between tenants that a revoked session meets.
        if (reason === 'session_revoked' && atOtherTenant(drawn)) return false;
        return control !== undefined && drawn.observe.includes(control);
      };
      const stop = all.findIndex((reason) => !isObserved(reason));
      expect(outcome.kind === 'refused' ? outcome.refusal.reason : undefined).toBe(stop < 0 ? undefined : all[stop]);
      expect(outcome.decision.observed.map(({ reason }) => reason)).toEqual(stop < 0 ? all : all.slice(0, stop));
      if (outcome.kind === 'pass' && all.length > 0) noted += 1;
    }),
    { numRuns: 5000 },
  );
  expect(noted).toBeGreaterThan(50);
});
