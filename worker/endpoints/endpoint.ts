import type { Refusal } from '@portcullis/rules/engine';
import type { Context } from 'hono';
import type { RoutedExchange } from '../pipeline/exchange.ts';

/** Hono environment of the gateway's own endpoints. */
export interface EndpointEnv {
  Bindings: {
    /** Has passed every check of the endpoint's route. */
    readonly exchange: RoutedExchange;
    /** Takes the place of the response. */
    refusal: Refusal | null;
  };
}

export type EndpointContext<Path extends string = string> = Context<EndpointEnv, Path>;

/** Ends the request with a refusal. The response returned here is a placeholder. */
export function endWith(context: EndpointContext, refusal: Refusal): Response {
  context.env.refusal = refusal;
  return context.body(null);
}
