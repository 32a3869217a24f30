/** One command with its arguments, as text. */
export type Command = readonly [name: string, ...args: string[]];

/** The request cannot be read as a command, or names one that makes no sense over HTTP: answered with 400. */
export class CommandSyntaxError extends Error {
  override readonly name = 'CommandSyntaxError';
}

/** Commands that keep a connection for themselves or change it. All callers share one, and each request stands alone. */
const OF_A_CONNECTION = new Set(
  [
    'AUTH CLIENT HELLO QUIT RESET SELECT READONLY READWRITE ASKING',
    'MULTI EXEC DISCARD WATCH UNWATCH',
    'SUBSCRIBE PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE MONITOR SYNC PSYNC REPLCONF',
    'BLPOP BRPOP BLMOVE BLMPOP BRPOPLPUSH BZPOPMIN BZPOPMAX BZMPOP WAIT WAITAOF',
  ].flatMap((names) => names.split(' ')),
);

/** Reads one command: an array of texts, numbers and truth values, as the client writes them. */
export function readCommand(value: unknown): Command {
  if (!Array.isArray(value) || value.length === 0) throw new CommandSyntaxError('ERR failed to parse command');
  const [name, ...args] = value.map(argumentOf);
  if (name === undefined || name === '') throw new CommandSyntaxError('ERR empty command');
  // In capitals: the Redis client reshapes the replies of some commands that it knows by their small letters.
  const known = name.toUpperCase();
  if (OF_A_CONNECTION.has(known)) throw new CommandSyntaxError(`ERR Command is not available: '${known}'`);
  return [known, ...args];
}

/** Reads a list of commands, for `/pipeline` and `/multi-exec`. */
export function readCommands(value: unknown): readonly Command[] {
  if (!Array.isArray(value) || value.length === 0) throw new CommandSyntaxError('ERR failed to parse pipeline request');
  return value.map(readCommand);
}

/** Reads the path form, `/set/key/value?EX=100`; a body stands after the path. */
export function readPathCommand(url: URL, body: string): Command {
  const parts = url.pathname
    .slice(1)
    .split('/')
    .map((part) => decodeURIComponent(part));
  const options = [...url.searchParams].flatMap(([name, value]) =>
    name === '_token' ? [] : value === '' ? [name] : [name, value],
  );
  return readCommand([...parts, ...(body === '' ? [] : [body]), ...options]);
}

function argumentOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  throw new CommandSyntaxError('ERR failed to parse command');
}
