import type { RouteRule } from '@portcullis/rules/policy';
import {
  type Asker,
  type Explanation,
  explain,
  HEALTHY_STATE,
  type SessionDescription,
  type StateDescription,
} from '../../../../rules/src/analysis/explain/index.ts';
import type { RequestDescription } from '../../../../rules/src/analysis/request.ts';
import { engineOf, limitOf, NO_CONDITIONS, NOW, rolesAccess, routeOf } from '../../engine/sample-engine.ts';

/** The session of an owner of `acme`. */
export const OWNER: SessionDescription = {
  tenant: 'acme',
  user: 'u1',
  roles: ['owner'],
  methods: ['pwd', 'otp'],
  ageSeconds: 60,
  authAgeSeconds: 60,
  actAs: null,
  host: null,
};

/** What differs from the plain request. */
export interface Given {
  readonly route?: Partial<RouteRule>;
  readonly request?: Partial<RequestDescription>;
  readonly asker?: Asker;
  readonly state?: StateDescription;
}

/** Explains `GET https://acme.app.example/x` from the office, as an owner, at one route. */
export function ask({ route = {}, request = {}, asker = OWNER, state = HEALTHY_STATE }: Given = {}): Explanation {
  const engine = engineOf({
    routes: [routeOf('/x', route)],
    limits: { api: limitOf('api', { quota: 5, by: ['tenant', 'user'] }) },
    deny: { addresses: ['blocked'], at: 'rules.yaml:11' },
  });
  const plain = { method: 'GET', url: 'https://acme.app.example/x', address: '203.0.113.7', nowSeconds: NOW };
  return explain(engine, { request: { ...plain, ...request }, asker, state });
}

/** `step result check reason` of all findings that refuse in some way. */
export function refusals({ steps }: Explanation): string[] {
  return steps.flatMap(({ step, findings }) =>
    findings
      .filter(({ reason }) => reason !== null)
      .map(({ result, check, reason }) => `${step} ${result} ${check} ${reason}`),
  );
}

/** What would pass, by reason. */
export function remedies({ steps }: Explanation): Record<string, string | null> {
  const findings = steps.flatMap((step) => step.findings).filter(({ reason }) => reason !== null);
  return Object.fromEntries(findings.map(({ reason, wouldPass }) => [reason, wouldPass]));
}

/** A route with every control. */
export const STRICT: Partial<RouteRule> = {
  access: rolesAccess({
    roles: ['reader'],
    addresses: ['office'],
    actAs: 'never',
    stepUp: { withinSeconds: 900, methods: ['hwk'] },
    conditions: { ...NO_CONDITIONS, countries: ['DE'] },
  }),
  limits: ['api'],
  lines: { roles: 31, addresses: 32, countries: 33, stepUp: 34, actAs: 35 },
  at: 'rules.yaml:30',
};
/** The owner's session in the hands of support staff. */
export const SUPPORT: Asker = { ...OWNER, actAs: { sub: 'support', reason: 'ticket' } };
