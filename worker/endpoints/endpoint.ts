import type { Refusal } from '@portcullis/rules/engine';
import type { Context } from 'hono';
import type { RoutedExchange } from '../pipeline/exchange.ts';

/** Hono environment of the gateway's own endpoints: the exchange that has passed every check of their route. */
export interface EndpointEnv {
  Bindings: { readonly exchange: RoutedExchange };
}

export type EndpointContext<Path extends string = string> = Context<EndpointEnv, Path>;

/** Ends the request with a refusal. The response returned here is a placeholder that the pipeline replaces. */
export function endWith(context: EndpointContext, refusal: Refusal): Response {
  context.env.exchange.refusal = refusal;
  return context.body(null);
}
