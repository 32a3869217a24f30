import { DeadlineError, PATIENT_DEADLINE_MS, withDeadline } from '../../core/time/index.ts';
import { type Reply, readReply } from './reply.ts';
import type { ScriptName } from './scripts.ts';
import { RedisStateError } from './state-error.ts';

/** Where Redis is, and what it asks for. */
export interface RedisPlace {
  /** Of the REST interface: `https://…`. */
  readonly url: string;
  readonly token: string;
}

/** Runs a script in one HTTP request; in two where Redis does not know the script yet. @throws where the reply is not its own */
export type ScriptRunner = (name: ScriptName, keys: readonly string[], args: readonly string[]) => Promise<Reply>;

/** @param deadlineMs the caller waits no longer than this */
export function createScriptRunner(
  place: RedisPlace,
  scripts: Readonly<Record<ScriptName, string>>,
  deadlineMs: number,
): ScriptRunner {
  // Later than the deadline, since an answer that is merely late still shows that the store is there.
  const givenUpMs = Math.max(2 * deadlineMs, PATIENT_DEADLINE_MS);
  const digests = new Map<ScriptName, string>();
  const run = async (name: ScriptName, keys: readonly string[], args: readonly string[]): Promise<unknown> => {
    const digest = digests.get(name) ?? (await sha1(scripts[name]));
    digests.set(name, digest);
    try {
      return await command(place, ['EVALSHA', digest, keys.length, ...keys, ...args], givenUpMs);
    } catch (error) {
      // The script did not run, so asking once more counts nothing twice.
      if (!isUnknownScript(error)) throw error;
      return command(place, ['EVAL', scripts[name], keys.length, ...keys, ...args], givenUpMs);
    }
  };
  return async (name, keys, args) => {
    try {
      return readReply(name, await withDeadline(run(name, keys, args), deadlineMs));
    } catch (error) {
      throw explained(error, deadlineMs);
    }
  };
}

/** Redis has answered that it does not do it. The message may hold the command. */
class RedisRefusal extends Error {
  override readonly name = 'RedisRefusal';
}

/**
 * One command in one HTTP request, by the REST interface of Upstash. It is tried once: without an answer, there is no way to know whether
 * the script ran. The client of Upstash's own would do the same with 17 KiB of commands that nothing here asks for.
 */
async function command(
  { url, token }: RedisPlace,
  words: readonly (string | number)[],
  givenUpMs: number,
): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(words),
    redirect: 'manual',
    signal: AbortSignal.timeout(givenUpMs),
  });
  const body: unknown = await answer.json();
  const { result, error } = (body ?? {}) as { readonly result?: unknown; readonly error?: unknown };
  if (typeof error === 'string') throw new RedisRefusal(error);
  if (!answer.ok) throw new RedisStateError(`Redis answers ${answer.status}`);
  return result;
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof RedisRefusal && error.message.startsWith('NOSCRIPT');
}

/** What went wrong, without what was sent: messages of Redis may hold parts of the command, with ids and records. */
function explained(error: unknown, deadlineMs: number): Error {
  if (error instanceof RedisStateError || error instanceof DeadlineError) return error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError' || name === 'AbortError') return new DeadlineError(deadlineMs);
  if (error instanceof RedisRefusal) return new RedisStateError(`Redis refused: ${codeOf(error.message)}`);
  return new RedisStateError('Redis cannot be reached, or what answers is not Redis');
}

/** The word that errors of Redis begin with. */
function codeOf(message: string): string {
  return /^[A-Z]{2,20}\b/.exec(message)?.[0] ?? 'an error without a code';
}

async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
