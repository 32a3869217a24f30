import { type ProviderClaims, type Refusal, refuse } from '@portcullis/rules/engine';
import type { ProviderRule } from '@portcullis/rules/policy';

import { type DirectoryFact, directoryOf } from '../../directory/index.ts';
import type { RoutedExchange } from '../exchange.ts';
import { type SessionBounds, UNBOUND } from './session-bounds.ts';
import { stateUnavailable } from './state-unavailable.ts';

/** What the provider's directory adds to what its ID token says. */
export interface PersonInDirectory {
  /** Id of the entry; `null`: the person is in no directory. */
  readonly entry: string | null;
  /** Groups; `null`: no directory knows them. */
  readonly groups: readonly string[] | null;
  /** Of a guest: when the session begins and ends. */
  readonly bounds: SessionBounds;
}

/** Looks someone up who signs in. Who has left, or is not here at this time, gets no session; nor does anyone while the directory cannot be asked. */
export async function personInDirectory(
  exchange: RoutedExchange,
  rule: ProviderRule,
  claims: ProviderClaims,
  nowSeconds: number,
): Promise<PersonInDirectory | Refusal> {
  const { state, engine } = exchange.config;
  let fact: DirectoryFact;
  try {
    fact = await directoryOf(state, rule, engine.policy.session, claims);
  } catch (error) {
    return stateUnavailable(exchange, error);
  }
  switch (fact.kind) {
    case 'unknown':
      return { entry: null, groups: null, bounds: UNBOUND };
    case 'inactive':
      return refuse('identity_inactive', rule.at, { detail: `the directory of ${rule.id}` });
    case 'active': {
      const { id: entry, groups, notBefore, notAfter } = fact;
      if (nowSeconds < (notBefore ?? nowSeconds)) return refuse('identity_inactive', rule.at, { detail: 'not yet' });
      if (notAfter !== null && nowSeconds >= notAfter)
        return refuse('identity_inactive', rule.at, { detail: 'no longer' });
      return { entry, groups, bounds: { notBefore, notAfter, isOwn: true } };
    }
  }
}
