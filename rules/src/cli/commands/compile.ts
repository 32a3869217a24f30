import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { canonicalJson } from '../../compiler/index.ts';
import { CommandError, type Io } from '../io.ts';
import { DEFAULT_RULES_FILE, loadPolicy } from '../load-policy.ts';

const DEFAULT_OUT = 'rules/compiled/policy.json';

/** `portcullis compile`: writes the policy that the Worker imports. */
export function addCompileCommand(program: Command, io: Io): void {
  program
    .command('compile')
    .description('Compile the rules into the policy that the gateway runs.')
    .argument('[file]', 'file of rules', DEFAULT_RULES_FILE)
    .option('--out <file>', 'where to write the policy', DEFAULT_OUT)
    .option('--json', 'print the result as JSON')
    .action((file: string, options: { out: string; json?: true }) => {
      const policy = loadPolicy(file);
      replaceFile(options.out, `${canonicalJson(policy)}\n`);
      const { digest, routes } = policy;
      io.print(
        options.json
          ? JSON.stringify({ ok: true, out: options.out, digest })
          : `${options.out}: ${routes.length} routes. Digest ${digest}.`,
      );
    });
}

/** Whoever reads the file meanwhile sees the old policy or the new one, never half of it. */
function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary);
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new CommandError(2, `"${path}" cannot be written: ${code}. Name another file with --out.`);
  }
}
