import { logLine, type Refusal, refuse } from '@portcullis/rules/engine';
import type { ProviderRule, ProviderSignals } from '@portcullis/rules/policy';
import { errorText } from '../../core/failures/index.ts';
import { keptKey } from '../../core/kept/index.ts';
import type { KeySet, Signal, SignalResult } from '../../core/signals/index.ts';
import { sha256 } from '../../core/tokens/index.ts';
import { type EndedSessions, endSessions, providerHome } from '../../directory/index.ts';
import type { RoutedExchange } from '../../pipeline/exchange.ts';
import { type OidcClient, providerClient } from '../../tenant-identity/index.ts';
import { type EndpointContext, endWith } from '../endpoint.ts';
import { type Heard, heardChange } from './heard.ts';

/** The way by which a signal came: last part of the endpoint's path. */
export type SignalWay = 'logout' | 'revoke' | 'events';

/** One kind of signal: who may send it, how it is verified, and what the standard answers. */
export interface SignalKind {
  readonly way: SignalWay;
  /** Whether the rules take it from the provider. */
  readonly isTaken: (signals: ProviderSignals) => boolean;
  readonly read: (sender: Sender) => Promise<SignalResult>;
  /** Once everything holds that the signal asks for. */
  readonly accepted: (context: EndpointContext) => Response;
  readonly failed: (context: EndpointContext, problem: Extract<SignalResult, { ok: false }>) => Response;
}

/** What verifying needs. */
export interface Sender {
  readonly request: Request;
  readonly rule: ProviderRule;
  readonly keys: KeySet;
  /** URL of the endpoint, as the sender wrote it. */
  readonly url: string;
  readonly nowSeconds: number;
}

/**
 * Takes a signal: verified first, then what it ends is revoked, then its id is noted, then it is acknowledged. What fails on the way is
 * not acknowledged, so that the provider sends it again; to obey it twice is harmless.
 */
export async function takeSignal(context: EndpointContext, kind: SignalKind): Promise<Response> {
  const { exchange } = context.env;
  const client = await senderOf(exchange, context.req.param('provider'));
  if (client === null) return endWith(context, refuse('no_route'));
  if ('reason' in client) return endWith(context, client);
  const { rule } = client;
  if (!kind.isTaken(rule.signals)) return endWith(context, refuse('no_route'));
  exchange.notes.push(`signal:${kind.way}:${rule.id}`);
  const result = await readSafely(exchange, client, kind);
  if ('reason' in result) return endWith(context, result);
  if (!result.ok) {
    record(exchange, rule, kind, { outcome: 'refused', problem: `${result.problem}: ${result.detail}` });
    return kind.failed(context, result);
  }
  try {
    record(exchange, rule, kind, await obey(exchange, rule, kind.way, result.signal));
  } catch (error) {
    return endWith(context, refuse('state_unavailable', rule.at, { detail: errorText(error), retryAfterSeconds: 5 }));
  }
  return kind.accepted(context);
}

/** A provider that the rules name. */
export function providerOf({ config }: RoutedExchange, id: string | undefined): ProviderRule | null {
  const { providers } = config.engine.policy;
  return id !== undefined && Object.hasOwn(providers, id) ? (providers[id] ?? null) : null;
}

/** Who sends: a provider of the rules, or one that a tenant has brought. `null`: there is none. */
async function senderOf(
  exchange: RoutedExchange,
  id: string | undefined,
): Promise<Pick<OidcClient, 'rule' | 'keys'> | Refusal | null> {
  const rule = providerOf(exchange, id);
  if (rule !== null) return { rule, keys: exchange.config.providerKeys };
  try {
    const client = await providerClient(exchange.config, id ?? '');
    return typeof client === 'string' ? null : client;
  } catch (error) {
    return refuse('state_unavailable', null, { detail: errorText(error), retryAfterSeconds: 5 });
  }
}

async function readSafely(
  { request, decision }: RoutedExchange,
  { rule, keys }: Pick<OidcClient, 'rule' | 'keys'>,
  { read }: SignalKind,
): Promise<SignalResult | Refusal> {
  const { target, nowSeconds } = decision.request;
  try {
    return await read({
      request,
      rule,
      keys: keys.keysOf(rule.issuer),
      url: `${target.scheme}://${target.host}${target.path}`,
      nowSeconds,
    });
  } catch (error) {
    return refuse('identity_unavailable', rule.at, { detail: errorText(error), retryAfterSeconds: 5 });
  }
}

/** What came of a signal, for its audit event. */
type Outcome =
  | { readonly outcome: 'refused'; readonly problem: string }
  | { readonly outcome: 'repeated' | 'verified'; readonly name: string }
  | { readonly outcome: 'nothing'; readonly name: string; readonly why: string }
  | { readonly outcome: 'stream'; readonly name: string; readonly status: string }
  | {
      readonly outcome: 'ended';
      readonly name: string;
      readonly whom: Signal['effect'] extends infer E ? (E extends { kind: 'end'; whom: infer W } ? W : never) : never;
      readonly ended: EndedSessions;
    };

async function obey(exchange: RoutedExchange, rule: ProviderRule, way: SignalWay, signal: Signal): Promise<Outcome> {
  const { state, engine } = exchange.config;
  const home = providerHome(rule.id);
  const key = keptKey('once', way, await sha256(signal.id));
  const [seen = null] = await state.readKept(home, [key]);
  const { event: name, effect } = signal;
  if (seen !== null) return { outcome: 'repeated', name };
  const outcome = await apply();
  const heard: Heard = { atSeconds: Date.now() / 1000, name, outcome: outcome.outcome };
  await state.writeKept(home, [
    { key, value: '', expires: signal.staleAt },
    heardChange(way, heard),
    ...(effect.kind === 'verified' ? [heardChange('verification', heard)] : []),
    ...(effect.kind === 'stream' ? [heardChange('stream', { ...heard, status: effect.status })] : []),
  ]);
  return outcome;

  async function apply(): Promise<Outcome> {
    switch (effect.kind) {
      case 'end': {
        const ending = { reason: `${name} by ${rule.id}`, by: `provider:${rule.id}` };
        const ended = await endSessions({ state, rule: engine.policy.session }, rule.id, effect.whom, ending);
        return { outcome: 'ended', name, whom: effect.whom, ended };
      }
      case 'verified':
        return { outcome: 'verified', name };
      case 'stream':
        return { outcome: 'stream', name, status: effect.status };
      case 'nothing':
        return { outcome: 'nothing', name, why: effect.why };
    }
  }
}

/** The signal's own audit event: what came, from whom, what it ended. It holds nothing of the token but the names of people. */
function record(exchange: RoutedExchange, { id, at }: ProviderRule, { way }: SignalKind, outcome: Outcome): void {
  const time = new Date().toISOString();
  const event = { event: 'signal', time, requestId: exchange.id, provider: id, way, rule: at, ...outcome };
  console.log(logLine(event));
}
