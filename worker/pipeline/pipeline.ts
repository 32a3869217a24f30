import {
  type CLOSING_STEPS,
  type DecisionStep,
  decisionSteps,
  type Refusal,
  refuse,
  STEPS,
  type StepName,
} from '@portcullis/rules/engine';
import { errorText } from '../core/failures/index.ts';
import { admit } from './admit.ts';
import { audit } from './audit.ts';
import {
  type ArrivedExchange,
  type Exchange,
  isArrived,
  isAuthorized,
  isConfigured,
  isRoutedExchange,
} from './exchange.ts';
import { forward } from './forward.ts';
import { ingress } from './ingress.ts';
import { respond } from './respond.ts';
import { session } from './session.ts';
import { sign } from './sign.ts';
import { tenant } from './tenant.ts';

/** Refuses, or passes the request on to the next step. */
export type Check<Stage extends Exchange = Exchange> = (exchange: Stage) => Refusal | null | Promise<Refusal | null>;

/** What each step does. Steps that only decide by the rules need nothing from here. */
const checks: Readonly<Record<StepName, Check>> = {
  ingress: from(isConfigured, ingress),
  route: from(isArrived, byRules('route')),
  address: from(isArrived, byRules('address')),
  session: from(isRoutedExchange, session),
  admit: from(isRoutedExchange, admit),
  tenant: from(isRoutedExchange, tenant),
  authorize: from(isRoutedExchange, byRules('authorize')),
  sign: from(isRoutedExchange, sign),
  forward: from(isAuthorized, forward),
};
const closings = { respond, audit } satisfies Record<(typeof CLOSING_STEPS)[number], unknown>;

const checksInOrder: readonly Check[] = STEPS.map((step) => checks[step]);

/** Runs a step at the stage that it needs. A request that has not reached the stage is refused. */
function from<Stage extends Exchange>(isThere: (exchange: Exchange) => exchange is Stage, check: Check<Stage>): Check {
  return (exchange) =>
    isThere(exchange) ? check(exchange) : refuse('internal_error', null, { detail: 'a step was left out' });
}

function byRules(step: DecisionStep): Check<ArrivedExchange> {
  const decide = decisionSteps[step];
  return ({ config, decision }) => decide(config.engine, decision);
}

/** Takes a request through all steps. An exception is a refusal, and only `forward` reaches an origin. */
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
  const response = closings.respond(exchange);
  closings.audit(exchange, response);
  return response;
}

async function runChecks(exchange: Exchange): Promise<void> {
  for (const check of checksInOrder) {
    if (exchange.refusal !== null) return;
    const result = check(exchange);
    // Most steps need no I/O; not awaiting them saves a turn of the event loop each.
    exchange.refusal = result instanceof Promise ? await result : result;
  }
}
