import { run } from '../../../rules/src/cli/run.ts';

export interface CliResult {
  readonly exitCode: number;
  readonly out: string;
  readonly told: string;
}

/** Runs a command line in this process, with an environment of its own. */
export async function runCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  const out: string[] = [];
  const told: string[] = [];
  const exitCode = await run(args, { print: (text) => out.push(text), tell: (text) => told.push(text), env });
  return { exitCode, out: out.join('\n'), told: told.join('\n') };
}
