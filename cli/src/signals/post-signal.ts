import { GATEWAY_PREFIX } from '@portcullis/rules/engine';
import { CommandError } from '../io.ts';
import { gatewayAnswer } from './gateway-answer.ts';

/** One signal on its way to a gateway. */
export interface OutgoingSignal {
  readonly url: string;
  /** Below the gateway's prefix: `signals/okta/events`. */
  readonly path: string;
  readonly type: string;
  readonly body: string;
  /** The key of `signals` that must be set in the gateway's rules. */
  readonly setting: string;
}

/** Sends a signal. @returns what the gateway answered, and what that means @throws {CommandError} where it did not take it */
export async function postSignal({ url, path, type, body, setting }: OutgoingSignal): Promise<string> {
  const init = { method: 'POST', headers: { 'content-type': type }, body };
  const response = await ask(url, `${GATEWAY_PREFIX}/${path}`, init);
  const answer = gatewayAnswer(url, response, await response.text(), setting);
  if (!answer.taken) throw new CommandError(1, answer.text);
  return answer.text;
}

const DEADLINE_MS = 10_000;

/** @throws {CommandError} where nothing answers */
export async function ask(url: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`${url}${path}`, { ...init, redirect: 'manual', signal: AbortSignal.timeout(DEADLINE_MS) });
  } catch (error) {
    const { name, cause } = error as { readonly name?: unknown; readonly cause?: { readonly code?: unknown } };
    const why =
      name === 'TimeoutError'
        ? `did not answer within ${DEADLINE_MS / 1000} seconds`
        : `cannot be reached${typeof cause?.code === 'string' ? ` (${cause.code})` : ''}`;
    throw new CommandError(
      1,
      `${url} ${why}. Name the gateway with --gateway or in PORTCULLIS_GATEWAY, and check that it runs.`,
    );
  }
}
