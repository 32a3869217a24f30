import type { Command } from 'commander';
import { CommandError } from '../io.ts';

/** What a question can be about. */
type Subject = 'a request' | '--claims' | '--signal';

const PROVIDER = ['provider', 'identity', 'tenant', 'time'];
/** Options that say something of the subject, by their attributes; of a request, all but those of the others. */
const OF_OTHERS = {
  '--claims': new Set(['claims', 'groups', ...PROVIDER]),
  '--signal': new Set(['signal', 'keys', ...PROVIDER]),
} as const;
const OF_ALL = new Set(['rules', 'development', 'json']);
const NEVER_OF_REQUESTS = new Set(['groups', 'keys', 'provider', 'identity']);

/** An option that would say nothing misleads who reads the answer. @throws {CommandError} where one is given */
export function refuseMisplaced(command: Command, subject: Subject): void {
  const belongs = (name: string): boolean =>
    OF_ALL.has(name) || (subject === 'a request' ? !NEVER_OF_REQUESTS.has(name) : OF_OTHERS[subject].has(name));
  const misplaced = command.options.filter(
    (option) => command.getOptionValueSource(option.attributeName()) === 'cli' && !belongs(option.attributeName()),
  );
  if (misplaced.length === 0) return;
  const names = misplaced.map(({ long }) => long).join(', ');
  const [says, what] =
    subject === 'a request'
      ? ['an identity provider or its message', 'a question about a request']
      : subject === '--claims'
        ? ['something else than claims', '--claims']
        : ['something else than a message of an identity provider', '--signal'];
  throw new CommandError(
    2,
    `${names}: ${misplaced.length === 1 ? 'this option describes' : 'these options describe'} ${says}, so with ${what} ${misplaced.length === 1 ? 'it means' : 'they mean'} nothing. Remove ${misplaced.length === 1 ? 'it' : 'them'}; --help shows what goes together.`,
  );
}
