import { type Diff, diffPolicies } from '@portcullis/rules/analysis';
import type { Command } from 'commander';
import { DEFAULT_RULES_FILE } from '../files/load-policy.ts';
import { loadRulesSource } from '../files/rules-source.ts';
import { countClasses, formatDiff, isEmptyDiff } from '../format/format-diff.ts';
import { CommandError, type Io } from '../io.ts';

interface DiffOptions {
  readonly rules: string;
  readonly opening: boolean;
  readonly loosening: boolean;
  readonly json?: true;
}

const EXAMPLES = `
OLD and NEW are each a file, a folder (its gateway.yaml), a git revision (the file of --rules in it), or REVISION:path. A
file or folder takes precedence over a revision of the same name.

The comparison is exact, not sampled:
  OPENED     requests that NEW lets pass and OLD refuses, or answers that pages of another site may read in NEW only
  LOOSENED   requests that pass both are checked, bounded, kept or protected less; or neither version is the tighter one
  CLOSED, TIGHTENED   the other way round
  NEUTRAL    neither
docs/orders.md defines for each key what is looser. The comparison assumes that shared state answers. Each opening and
closing comes with a request that shows it, as an "explain" command; both versions of the rules have decided that
request. The order of routes does not matter.

Examples:
  What would my edits change?
    portcullis diff HEAD rules/gateway.yaml
  What has changed since a release, in rules in another folder?
    portcullis diff v1.4.0 main --rules gateway/rules/gateway.yaml
  In CI: refuse a change that opens or loosens anything.
    portcullis diff origin/main HEAD --no-loosening

Exit codes: 0 compared, 1 something is opened and --no-opening is given, something is opened or loosened and
--no-loosening is given, or the rules have problems, 2 wrong usage.`;

/** `portcullis diff`: what a change of the rules opens, loosens, closes and tightens. */
export function addDiffCommand(program: Command, io: Io): void {
  program
    .command('diff')
    .description('Compare two versions of the rules: what is opened, loosened, closed or tightened, for whom.')
    .argument('<old>', 'the version before')
    .argument('<new>', 'the version after')
    .option('--rules <file>', 'file of rules in a git revision', DEFAULT_RULES_FILE)
    .option('--no-opening', 'exit with code 1 if anything is opened')
    .option('--no-loosening', 'exit with code 1 if anything is opened or loosened')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action((old: string, next: string, options: DiffOptions) => {
      const diff = diffPolicies(loadRulesSource(old, options.rules), loadRulesSource(next, options.rules));
      io.print(options.json ? JSON.stringify({ identical: isEmptyDiff(diff), ...diff }) : formatDiff(diff));
      refuse(diff, options);
    });
}

function refuse(diff: Diff, { opening, loosening }: DiffOptions): void {
  if (!loosening && diff.opened.length + diff.loosened.length > 0)
    throw new CommandError(1, `${countClasses(diff, ['opened', 'loosened'])}, and --no-loosening is given.`);
  if (!opening && diff.opened.length > 0)
    throw new CommandError(1, `${countClasses(diff, ['opened'])}, and --no-opening is given.`);
}
