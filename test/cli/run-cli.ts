import { run } from '../../cli/src/run.ts';

export interface CliResult {
  readonly exitCode: number;
  readonly out: string;
  readonly told: string;
}

/**
 * Runs a command line in this process, with an environment of its own.
 * @param answer what somebody at a terminal says to every question; without it there is no terminal
 */
export async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  answer?: string,
): Promise<CliResult> {
  const out: string[] = [];
  const told: string[] = [];
  const ask = async (question: string): Promise<string> => {
    told.push(question);
    return answer ?? '';
  };
  const exitCode = await run(args, {
    print: (text) => out.push(text),
    notify: (text) => told.push(text),
    env,
    ...(answer === undefined ? {} : { ask }),
  });
  return { exitCode, out: out.join('\n'), told: told.join('\n') };
}
