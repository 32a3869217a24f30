import { type Refusal, refuse } from '@portcullis/rules/engine';
import { errorText } from '../core/failures/index.ts';
import { address } from './address.ts';
import { admit } from './admit.ts';
import { audit } from './audit.ts';
import { authorize } from './authorize.ts';
import type { Exchange } from './exchange.ts';
import { forward } from './forward.ts';
import { ingress } from './ingress.ts';
import { respond } from './respond.ts';
import { route } from './route.ts';
import { session } from './session.ts';
import { sign } from './sign.ts';
import { tenant } from './tenant.ts';

/** Refuses, or lets the next step look. */
export type Check = (exchange: Exchange) => Refusal | null | Promise<Refusal | null>;
/** Runs for every request, refused or not. */
export type Closing = (exchange: Exchange) => void;

/** The steps of a request in their order: the first refusal ends it. */
export const checks: readonly Check[] = [ingress, route, address, session, admit, tenant, authorize, sign, forward];
/** The steps that close every request. */
export const closings: readonly Closing[] = [respond, audit];

/** Takes a request through the gate. Whatever throws on the way is a refusal; nothing but `forward` reaches an origin. */
export async function runPipeline(exchange: Exchange): Promise<Response> {
  try {
    await runChecks(exchange);
  } catch (error) {
    exchange.refusal = refuse('internal_error', null, { detail: errorText(error) });
  }
  try {
    return close(exchange);
  } catch (error) {
    // An answer that cannot be hardened is not sent: the refusal takes its place.
    exchange.refusal = refuse('internal_error', null, { detail: errorText(error) });
    return close(exchange);
  }
}

function close(exchange: Exchange): Response {
  for (const closing of closings) closing(exchange);
  if (exchange.response === null) throw new TypeError('respond left no response');
  return exchange.response;
}

async function runChecks(exchange: Exchange): Promise<void> {
  for (const check of checks) {
    if (exchange.refusal !== null) return;
    const result = check(exchange);
    // Most steps need no I/O; not waiting for them spares a turn of the event loop each.
    exchange.refusal = result instanceof Promise ? await result : result;
  }
}
