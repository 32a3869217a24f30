import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What an app learns of who asks. */
export interface Who {
  readonly tenant: string | null;
  readonly user: string | null;
  readonly roles: readonly string[];
  /** Who really acts, where the user is impersonated. */
  readonly actor: string | null;
}

/** A server that verifies contexts, with an app behind it or in it. */
export interface VerifyingServer {
  readonly port: number;
  /** Codes of the refusals so far, oldest first. */
  readonly refusals: () => readonly string[];
  /** Who asked the app, oldest first. */
  readonly asked: () => readonly Who[];
  /** All that the server has written. */
  readonly lines: () => readonly string[];
  readonly stop: () => Promise<void>;
}

const FOLDER = join(import.meta.dirname, '../../../examples/verify-anywhere');

/** The path of a file of the examples. */
export function examplePath(name: string): string {
  return join(FOLDER, name);
}

/** A file of the examples with its addresses and paths changed. Each of them must be in it. */
export function exampleText(name: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${name} does not hold ${from}`);
      return text.replaceAll(from, to);
    },
    readFileSync(examplePath(name), 'utf8'),
  );
}
