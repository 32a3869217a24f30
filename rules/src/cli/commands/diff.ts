import type { Command } from 'commander';
import { diffPolicies } from '../../analysis/diff/index.ts';
import { formatDiff } from '../format-diff.ts';
import { counted } from '../format-groups.ts';
import { CommandError, type Io } from '../io.ts';
import { DEFAULT_RULES_FILE } from '../load-policy.ts';
import { loadRulesSource } from '../rules-source.ts';

interface DiffOptions {
  readonly rules: string;
  readonly opening: boolean;
  readonly json?: true;
}

const EXAMPLES = `
OLD and NEW are each a file, a folder (its gateway.yaml), a git revision (the file of --rules as it was there), or
REVISION:path. What is on the disk wins over a revision of the same name.

The comparison is exact, not sampled. An opening is a request that NEW lets pass and OLD refuses, or an answer that pages
of another site may read in NEW only; a closing is the other way round; a change is another treatment of requests that
pass both. Shared state is taken to be healthy. Each entry has a request that shows it, as an "explain" command, which
both versions of the rules have really decided. The order of routes is no difference.

Examples:
  What would my edits change?
    portcullis diff HEAD rules/gateway.yaml
  What has changed since a release, in rules that stand elsewhere?
    portcullis diff v1.4.0 main --rules gateway/rules/gateway.yaml
  In CI: refuse a change that opens anything.
    portcullis diff origin/main HEAD --no-opening

Exit codes: 0 compared, 1 something is opened and --no-opening is given, or the rules have problems, 2 wrong usage.`;

/** `portcullis diff`: what a change of the rules opens, closes and changes. */
export function addDiffCommand(program: Command, io: Io): void {
  program
    .command('diff')
    .description('Compare two versions of the rules: what is opened, closed or changed, for whom.')
    .argument('<old>', 'the version before')
    .argument('<new>', 'the version after')
    .option('--rules <file>', 'file of rules, where a version is a git revision', DEFAULT_RULES_FILE)
    .option('--no-opening', 'end with exit code 1 if anything is opened')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action((old: string, next: string, options: DiffOptions) => {
      const diff = diffPolicies(loadRulesSource(old, options.rules), loadRulesSource(next, options.rules));
      const identical = diff.opened.length + diff.closed.length + diff.changed.length === 0;
      io.print(options.json ? JSON.stringify({ identical, ...diff }) : formatDiff(diff));
      if (options.opening || diff.opened.length === 0) return;
      throw new CommandError(1, `${counted(diff.opened.length, 'opening')}, and --no-opening is given.`);
    });
}
