import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program of Node that runs beside the gateway. */
export interface Program {
  /** As messages name it: `the example app`. */
  readonly name: string;
  /** Script and arguments. */
  readonly command: readonly string[];
  /** Its whole environment, besides `PATH`: no program gets the secrets of another. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Gets each line that it says; `null`: what it says is shown only if it fails. */
  readonly onLine: ((line: string) => void) | null;
}

/** Lines of a program that failed. */
const SHOWN_LINES = 20;

export function startProgram({ name, command, environment, onLine }: Program): ChildProcess {
  const child = spawn(process.execPath, command, {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      if (onLine !== null) onLine(line);
      else if (said.push(line) > SHOWN_LINES) said.shift();
    });
  child.once('exit', (code) => {
    if (code !== null && code !== 0)
      console.error([...said, `${capital(name)} ended with exit code ${code}.`].join('\n'));
  });
  return child;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
