import { Redis } from '@upstash/redis/cloudflare';
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
  { url, token }: RedisPlace,
  scripts: Readonly<Record<ScriptName, string>>,
  deadlineMs: number,
): ScriptRunner {
  const givenUpMs = Math.max(2 * deadlineMs, PATIENT_DEADLINE_MS);
  const redis = new Redis({
    url,
    token,
    // One attempt: without an answer, there is no way to know whether the script ran.
    retry: { retries: 0 },
    // A function: where it is a signal itself, the client makes up an answer when it fires. Later than the deadline, since an
    // answer that is merely late still shows that the store is there.
    signal: () => AbortSignal.timeout(givenUpMs),
    automaticDeserialization: false,
    responseEncoding: false,
    enableAutoPipelining: false,
    enableTelemetry: false,
    readYourWrites: false,
  });
  const digests = new Map<ScriptName, string>();
  const run = async (name: ScriptName, keys: readonly string[], args: readonly string[]): Promise<unknown> => {
    const digest = digests.get(name) ?? (await sha1(scripts[name]));
    digests.set(name, digest);
    try {
      return await redis.evalsha(digest, [...keys], [...args]);
    } catch (error) {
      // The script did not run, so asking once more counts nothing twice.
      if (!isUnknownScript(error)) throw error;
      return redis.eval(scripts[name], [...keys], [...args]);
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

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}

/** What went wrong, without what was sent: the client's own messages hold the whole command, with ids and records. */
function explained(error: unknown, deadlineMs: number): Error {
  if (error instanceof RedisStateError || error instanceof DeadlineError) return error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError' || name === 'AbortError') return new DeadlineError(deadlineMs);
  if (error instanceof Error && name === 'UpstashError')
    return new RedisStateError(`Redis refused: ${codeOf(error.message)}`);
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
