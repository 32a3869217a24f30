import type { Members } from '../../format/members.ts';
import { CommandError, type Io } from '../../io.ts';

/** Prints a token that was made: itself alone on the output, so that it can be piped on, and what it is beside it. */
export function printToken(answer: Members, json: boolean, io: Io): void {
  const { token, id, expires } = answer;
  if (typeof token !== 'string' || typeof id !== 'string' || typeof expires !== 'string')
    throw new CommandError(1, 'The gateway did not answer with a token. Is its version different?');
  if (!json) io.notify(`Token ${id}, until ${expires}. It is shown this once:`);
  io.print(json ? JSON.stringify(answer) : token);
}
