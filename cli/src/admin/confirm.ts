import { CommandError, type Io } from '../io.ts';

/** What is about to happen. */
export interface Intent {
  /** Sentences that say so. */
  readonly what: string;
  /** Agreed to on the command line already. */
  readonly yes: boolean;
  /** Whether to go on if there is no terminal to ask. */
  readonly unasked?: boolean;
}

/** Says what will happen and asks, or ends the command. */
export async function confirm({ what, yes, unasked = false }: Intent, io: Io): Promise<void> {
  if (yes) return;
  if (io.ask === undefined) {
    if (unasked) return;
    throw new CommandError(
      2,
      `${what}\nNothing was done, because there is no terminal for the prompt. Add --yes to agree.`,
    );
  }
  io.notify(what);
  if (!/^y(?:es)?$/i.test((await io.ask('Go on? [y/N] ')).trim())) throw new CommandError(1, 'Nothing was done.');
}
