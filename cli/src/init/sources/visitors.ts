import { readFileSync } from 'node:fs';
import { CommandError } from '../../io.ts';
import { ANONYMOUS, ROLE_OF_NO_ONE } from '../proposal/index.ts';

/** Who crawls the app. */
export interface Visitor {
  /** A role, or `anonymous`. */
  readonly name: string;
  /** What makes the app take the visitor for such a user. Sent to the app's own origin only, and never shown. */
  readonly credentials: Readonly<Record<string, string>>;
}

/** A visitor without credentials. */
export const ANONYMOUS_VISITOR: Visitor = { name: ANONYMOUS, credentials: {} };

const AS = /^([a-z0-9][a-z0-9_-]{0,62})=(.+)$/s;
const HEADER = /^(cookie|authorization): *([\x21-\x7e]+(?: [\x21-\x7e]+)*)$/i;

/**
 * Reads `dispatcher=Cookie: sid=…`, or `dispatcher=@FILE` with that header in a file, which no list of processes shows.
 * Its errors do not repeat what was given, as those of other options do.
 */
export function readVisitor(text: string, earlier: readonly Visitor[] | undefined): readonly Visitor[] {
  const [, name = '', given = ''] = AS.exec(text) ?? [];
  if (name === '')
    throw new CommandError(2, 'Write a role and a header: "dispatcher=Cookie: sid=…", or "dispatcher=@FILE".');
  if (name === ANONYMOUS || name === ROLE_OF_NO_ONE)
    throw new CommandError(2, `"${name}" is not a role: the crawl also goes without credentials.`);
  if (earlier?.some((visitor) => visitor.name === name)) throw new CommandError(2, `The role "${name}" stands twice.`);
  const line = given.startsWith('@') ? fileLine(given.slice(1)) : given;
  const [, header, value] = HEADER.exec(line) ?? [];
  if (header === undefined || value === undefined)
    throw new CommandError(2, `The header of "${name}" must be one line, "Cookie: …" or "Authorization: …".`);
  return [...(earlier ?? []), { name, credentials: { [header.toLowerCase()]: value } }];
}

function fileLine(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new CommandError(2, `"${path}" cannot be read: ${code}.`);
  }
}
