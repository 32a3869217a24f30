import { refuse } from '@portcullis/rules/engine';
import { readSignInQuery, startsSignIn } from '../core/identity/index.ts';
import type { RoutedExchange } from '../pipeline/exchange.ts';
import { providersFor, startHref } from '../pipeline/provider-choice.ts';
import { beginSignIn, endSignIn } from '../pipeline/provider-sign-in.ts';
import { providerClient } from '../tenant-identity/index.ts';
import { type EndpointContext, endWith } from './endpoint.ts';
import { answerChoosePage } from './session-pages.ts';

const NO_STORE = { 'cache-control': 'no-store' };

/** `GET sign-in?return=…`: lets the visitor choose among several providers; where there is one, goes there. */
export async function chooseProvider(context: EndpointContext): Promise<Response> {
  const { exchange } = context.env;
  const { target } = exchange.decision.request;
  const asked = readSignInQuery(target.query, target);
  const { matchRoute } = exchange.config.engine.routesAt(exchange.decision.host?.pattern ?? null);
  const page = matchRoute(asked.returnTo.split('?', 1)[0] ?? '/', 'GET');
  const choices = providersFor(exchange, 'reason' in page ? [] : page.providers, asked.proof);
  const present = await Promise.all(choices.map((id) => isThere(exchange, id)));
  const [first, ...others] = choices
    .filter((_id, index) => present[index])
    .map((id) => ({ id, href: startHref(id, asked) }));
  if (first === undefined) return endWith(context, refuse('no_route'));
  if (others.length > 0) return answerChoosePage(context, [first, ...others]);
  return startsSignIn(exchange.request) ? seeOther(context, first.href) : endWith(context, refuse('session_missing'));
}

/** Whether a provider can be chosen: a tenant need not have one of its own. What cannot be asked now is for its own address to say. */
async function isThere({ config }: RoutedExchange, id: string): Promise<boolean> {
  try {
    return (await providerClient(config, id)) !== 'missing';
  } catch {
    return true;
  }
}

/** `GET sign-in/{provider}?return=…`: begins a sign-in, for a person who opens a page and for nothing else. */
export async function startSignIn(context: EndpointContext<'/:provider'>): Promise<Response> {
  const { exchange } = context.env;
  if (!startsSignIn(exchange.request)) return endWith(context, refuse('session_missing'));
  return onwards(context, await beginSignIn(exchange, context.req.param('provider')));
}

/** `GET sign-in/{provider}/callback`: where the provider sends the browser back to. */
export async function finishSignIn(context: EndpointContext<'/:provider'>): Promise<Response> {
  return onwards(context, await endSignIn(context.env.exchange, context.req.param('provider')));
}

function onwards(context: EndpointContext, next: Awaited<ReturnType<typeof beginSignIn>>): Response {
  return 'reason' in next ? endWith(context, next) : seeOther(context, next.location);
}

function seeOther(context: EndpointContext, location: string): Response {
  return context.body(null, 303, { location, ...NO_STORE });
}
