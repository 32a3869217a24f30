import { decisionSteps, type Refusal } from '@portcullis/rules/engine';
import { CLEARED_ROLE_COOKIE } from '../core/tokens/index.ts';
import type { RoutedExchange } from './exchange.ts';
import { giveRoleCookie } from './sessions/index.ts';

/** The wall between tenants, and what the tenant itself demands. A session that counts nowhere is taken from the browser. */
export function tenant(exchange: RoutedExchange): Refusal | null {
  const refusal = decisionSteps.tenant(exchange.config.engine, exchange.decision);
  if (refusal?.reason === 'tenant_forbids_act_as') giveRoleCookie(exchange, CLEARED_ROLE_COOKIE);
  return refusal;
}
