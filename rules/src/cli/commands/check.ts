import type { Command } from 'commander';
import { compileRulesFile, formatProblems } from '../../compiler/index.ts';
import { CommandError, type Io } from '../io.ts';
import { countProblems, DEFAULT_RULES_FILE } from '../load-policy.ts';

/** `portcullis check`: says what is wrong with the rules. */
export function addCheckCommand(program: Command, io: Io): void {
  program
    .command('check')
    .description('Check the rules; exit code 1 if there is a problem.')
    .argument('[file]', 'file of rules', DEFAULT_RULES_FILE)
    .option('--json', 'print the result as JSON')
    .action((file: string, options: { json?: true }) => {
      const result = compileRulesFile(file);
      if (options.json) {
        io.print(JSON.stringify(result.ok ? { ok: true, digest: result.policy.digest, problems: [] } : result));
        if (!result.ok) throw new CommandError(1, '');
        return;
      }
      if (!result.ok) {
        io.print(formatProblems(result.problems));
        throw new CommandError(1, countProblems(result.problems.length));
      }
      io.print(`${file}: no problems in ${result.policy.routes.length} routes. Digest ${result.policy.digest}.`);
    });
}
