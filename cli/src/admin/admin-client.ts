import { setTimeout as wait } from 'node:timers/promises';
import { GATEWAY_PREFIX } from '@portcullis/rules/engine';
import type { OperatorScope } from '@portcullis/rules/policy';
import { loadPolicy } from '../files/load-policy.ts';
import type { Members } from '../format/members.ts';
import { CommandError, type Io } from '../io.ts';
import { refusedBy } from './admin-refusal.ts';
import { signAdminToken } from './admin-token.ts';
import type { GatewayOptions } from './gateway-options.ts';
import { gatewayUrl } from './gateway-url.ts';
import { UnacknowledgedError } from './repeat-call.ts';
import { readSigningKey } from './signing-key.ts';

/** Calls the admin API of one gateway. */
export interface AdminClient {
  /** Where it is, such as `https://app.example.com`. */
  readonly url: string;
  /** The gateway's id in the rules. */
  readonly gateway: string;
  /**
   * One call; an answer without a body is `{}`.
   * @param path below `v1/`
   * @throws {CommandError} where the gateway did not do it; never with a token in the message
   */
  readonly call: (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) => Promise<Members>;
}

/** What the network says where no connection was made, so that nothing can have been done. */
const ABSENT: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const DEADLINE_MS = 10_000;
const MAX_WAITS = 5;
const MAX_WAIT_SECONDS = 120;

/** Makes calls with tokens of one scope, each with a new token, since a long copy outlives a token. */
export function createAdminClient(
  options: GatewayOptions,
  access: { readonly scope: OperatorScope; readonly tenant?: string | undefined },
  io: Io,
): AdminClient {
  const policy = loadPolicy(options.rules);
  const url = gatewayUrl(options.gateway ?? io.env['PORTCULLIS_GATEWAY'], policy);
  const key = readSigningKey('ADMIN_KEYS', io);
  const claims = {
    gateway: policy.gateway,
    scopes: [access.scope],
    tenant: access.tenant ?? null,
    subject: options.subject,
  };
  const send = async (method: string, path: string, body: unknown): Promise<Response> =>
    ask(url, `${GATEWAY_PREFIX}/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await signAdminToken(key, claims)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const call: AdminClient['call'] = async (method, path, body) => {
    for (let waits = 0; ; waits += 1) {
      const response = await send(method, path, body);
      const seconds = secondsToWait(response);
      if (seconds === null || waits === MAX_WAITS) return readReply(url, response);
      await response.body?.cancel();
      io.notify(`The gateway accepts no more calls for now: waiting ${seconds} s.`);
      await wait(seconds * 1000);
    }
  };
  return { url, gateway: policy.gateway, call };
}

async function ask(url: string, path: string, init: RequestInit): Promise<Response> {
  try {
    // A redirect would carry the token to whom the answer names.
    return await fetch(`${url}${path}`, { ...init, redirect: 'manual', signal: AbortSignal.timeout(DEADLINE_MS) });
  } catch (error) {
    throw unreachable(url, error);
  }
}

/** A call that a limit refused was not counted and did nothing, so it may be repeated. */
function secondsToWait(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return response.status === 429 && seconds >= 0 && seconds <= MAX_WAIT_SECONDS ? seconds : null;
}

async function readReply(url: string, response: Response): Promise<Members> {
  const members = objectOf(await textOf(url, response));
  if (!response.ok) throw refusedBy(url, response, members);
  if (members !== null) return members;
  throw new CommandError(
    1,
    `${url} answered ${response.status} without JSON, so the result is unknown. Is it a Portcullis gateway?`,
  );
}

async function textOf(url: string, response: Response): Promise<string> {
  if (response.status === 204) return '{}';
  try {
    return await response.text();
  } catch (error) {
    throw unreachable(url, error);
  }
}

function objectOf(text: string): Members | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null;
  } catch {
    return null;
  }
}

function unreachable(url: string, error: unknown): UnacknowledgedError {
  const { name, cause } = error as { readonly name?: unknown; readonly cause?: { readonly code?: unknown } };
  if (name === 'TimeoutError') {
    return new UnacknowledgedError(
      `${url} did not answer within ${DEADLINE_MS / 1000} seconds. The change may be done: check before you repeat it.`,
    );
  }
  const code = typeof cause?.code === 'string' ? ` (${cause.code})` : '';
  return new UnacknowledgedError(
    `${url} cannot be reached${code}. Name the gateway with --gateway or in PORTCULLIS_GATEWAY, and check that it runs.`,
    { isAbsent: ABSENT.has(String(cause?.code)) },
  );
}
