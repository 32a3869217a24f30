import { type Command, CommandSyntaxError, readCommand, readCommands, readPathCommand } from './command.ts';
import { RedisAwayError, type RedisBackend } from './connect-redis.ts';
import { entryOf } from './reply.ts';

/** An answer of the bridge; the body is JSON but where a test says otherwise. */
export interface RestAnswer {
  readonly status: number;
  readonly body: string;
  readonly contentType?: string;
}

/** What a request asks for. */
export interface RestPlan {
  readonly commands: readonly Command[];
  /** Runs the commands against Redis. */
  readonly execute: () => Promise<RestAnswer>;
}

/** A request as it came in, after its token was checked. */
export interface RestRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
  readonly base64: boolean;
}

const LISTS = new Set(['/pipeline', '/multi-exec']);
const PATH_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT']);

/** Reads the request, or says how it is refused. */
export function planOf(redis: RedisBackend, request: RestRequest): RestPlan | RestAnswer {
  const { method, url, body, base64 } = request;
  const inBody = url.pathname === '/' || LISTS.has(url.pathname);
  if (!PATH_METHODS.has(method) || (inBody && method !== 'POST' && method !== 'PUT'))
    return failure(405, 'ERR method not allowed');
  try {
    if (LISTS.has(url.pathname)) {
      const commands = readCommands(JSON.parse(body));
      const run = url.pathname === '/pipeline' ? pipeline : transaction;
      return { commands, execute: () => orBadGateway(run(redis, commands, base64)) };
    }
    const command = inBody ? readCommand(JSON.parse(body)) : readPathCommand(url, body);
    return { commands: [command], execute: () => orBadGateway(single(redis, command, base64)) };
  } catch (error) {
    if (error instanceof CommandSyntaxError) return failure(400, error.message);
    if (error instanceof SyntaxError || error instanceof URIError) return failure(400, 'ERR failed to parse command');
    throw error;
  }
}

/** An answer with an error alone. */
export function failure(status: number, message: string): RestAnswer {
  return { status, body: JSON.stringify({ error: message }) };
}

async function single(redis: RedisBackend, command: Command, base64: boolean): Promise<RestAnswer> {
  const entry = entryOf(await redis.run(command), base64);
  return { status: 'error' in entry ? 400 : 200, body: JSON.stringify(entry) };
}

async function pipeline(redis: RedisBackend, commands: readonly Command[], base64: boolean): Promise<RestAnswer> {
  const replies = await Promise.all(commands.map((command) => redis.run(command)));
  return { status: 200, body: JSON.stringify(replies.map((reply) => entryOf(reply, base64))) };
}

async function transaction(redis: RedisBackend, commands: readonly Command[], base64: boolean): Promise<RestAnswer> {
  const replies = await redis.transact(commands);
  if (replies instanceof Error) return failure(400, replies.message);
  return { status: 200, body: JSON.stringify(replies.map((reply) => entryOf(reply, base64))) };
}

/** Redis away is the bridge's fault, not the caller's: no answer of Redis, so none of the protocol's statuses for one. */
async function orBadGateway(answered: Promise<RestAnswer>): Promise<RestAnswer> {
  try {
    return await answered;
  } catch (error) {
    if (error instanceof RedisAwayError) return failure(502, 'ERR Redis behind the bridge cannot be reached');
    throw error;
  }
}
