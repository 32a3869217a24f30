import { formatAddress } from './address/index.ts';
import { type Decision, sessionOf, tenantOf } from './decision.ts';
import type { Engine } from './engine.ts';

/** The claims of a tenant context that follow from the decision alone: all but its version, times and id. */
export interface KnownClaims {
  readonly iss: string;
  readonly aud: string;
  readonly tid?: string;
  readonly sub?: string;
  readonly roles?: readonly string[];
  readonly sid?: string;
  readonly amr?: readonly string[];
  readonly auth_time?: number;
  readonly act?: { readonly sub: string; readonly reason: string };
  readonly htm: string;
  readonly hth: string;
  readonly htu: string;
  readonly cip?: string;
  readonly rid: string;
  readonly rul: string;
}

/** What an origin is told of a request that passed: who asks, and for what. */
export function knownClaims({ policy }: Engine, decision: Decision): KnownClaims {
  const { request, route } = decision;
  const session = sessionOf(decision);
  const tenant = tenantOf(decision);
  return {
    iss: policy.gateway,
    aud: route?.origin ?? '',
    ...(tenant === null ? {} : { tid: tenant }),
    ...(session === null
      ? {}
      : {
          sub: session.user,
          roles: session.roles,
          sid: session.id,
          amr: session.methods,
          auth_time: session.authenticatedAtSeconds,
          ...(session.actAs === null ? {} : { act: session.actAs }),
        }),
    htm: request.method,
    hth: request.target.host,
    htu: `${request.target.path}${request.target.query}`,
    ...(request.address === null ? {} : { cip: formatAddress(request.address) }),
    rid: route?.id ?? '',
    rul: policy.digest,
  };
}
