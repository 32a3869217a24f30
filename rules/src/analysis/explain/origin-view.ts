import { createHash } from 'node:crypto';
import {
  type Decision,
  digestedTarget,
  type Engine,
  formatReference,
  forwardedTarget,
  GATEWAY_ORIGIN,
  identityHeaders,
  isRouted,
  knownClaims,
  originBase,
  originBinding,
  sessionOf,
  tenantOf,
} from '../../engine/index.ts';
import type { OriginHeader, OriginRule } from '../../policy/index.ts';
import type { OriginView } from './explanation.ts';

/** Headers that the gateway sets afresh on every request to an origin; the client's values are dropped. */
const HEADERS_SET = ['portcullis-context', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'via'];

/** Headers of the rules that say who asks. */
function identityOf({ identity }: OriginRule, decision: Decision): readonly OriginHeader[] {
  if (identity === null) return [];
  return identityHeaders(identity, sessionOf(decision)).map(([name, value]) => ({ name, value }));
}

/** What the origin would receive; `null` where no origin is asked, or none can be reached. */
export function originView(engine: Engine, decision: Decision): OriginView | null {
  if (!isRouted(decision)) return null;
  const { route, request, preflight } = decision;
  if (preflight || route.origin === GATEWAY_ORIGIN) return null;
  const origin = engine.origins.get(route.origin);
  const base = origin === undefined ? null : originBase(origin, request.target, tenantOf(decision));
  if (origin === undefined || base === null) return null;
  const long = digestedTarget(engine, decision);
  const digest = long === null ? null : createHash('sha256').update(long).digest('base64url');
  return {
    id: origin.id,
    method: request.method,
    host: new URL(base).host,
    binding: originBinding(origin),
    url: `${base}${forwardedTarget(engine, decision)}`,
    claims: knownClaims(engine, decision, digest),
    headers: [
      ...HEADERS_SET.filter((name) => name !== 'x-forwarded-for' || request.address !== null),
      ...(origin.forwarded ? ['forwarded'] : []),
    ],
    sets: [...(origin.headers?.set ?? []), ...identityOf(origin, decision)],
    removes: origin.headers?.remove ?? [],
    references: decision.references.map((reference) => [reference.name, formatReference(reference, origin, base)]),
  };
}
