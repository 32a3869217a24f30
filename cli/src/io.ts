/** What commands may touch of the process, so that tests can stand in for it. */
export interface Io {
  /** Writes to standard output: results only, so that they can be piped. */
  readonly print: (text: string) => void;
  /** Writes to standard error: notes for the person at the terminal. */
  readonly notify: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asks the person at the terminal; absent where there is none. */
  readonly ask?: (question: string) => Promise<string>;
}

/** 0 good, 1 a finding, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** Ends a command with a message and an exit code. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}
