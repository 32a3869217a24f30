import { Command, CommanderError } from 'commander';
import { addActAsCommand } from './commands/act-as/act-as.ts';
import { addCheckCommand } from './commands/check.ts';
import { addCompileCommand } from './commands/compile.ts';
import { addCspCommand } from './commands/csp/csp.ts';
import { addDevCommand } from './commands/dev.ts';
import { addDiffCommand } from './commands/diff.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addExplainCommand } from './commands/explain.ts';
import { addGuestsCommand } from './commands/guests.ts';
import { addInitCommand } from './commands/init.ts';
import { addKeysCommand } from './commands/keys.ts';
import { addMintCommand } from './commands/mint/mint.ts';
import { addReplayCommand } from './commands/replay.ts';
import { addRevokeCommand } from './commands/revoke/revoke.ts';
import { addTypesCommand } from './commands/role-types.ts';
import { addSchemaCommand } from './commands/schema.ts';
import { addStateCommand } from './commands/state/state.ts';
import { addTenantCommand } from './commands/tenant/tenant.ts';
import { addTestCommand } from './commands/test.ts';
import { addTokenCommand } from './commands/token/token.ts';
import { CommandError, type ExitCode, type Io } from './io.ts';

/** Adds one command to the program. */
type AddCommand = (program: Command, io: Io) => void;

const COMMANDS: readonly AddCommand[] = [
  addCheckCommand,
  addCompileCommand,
  addCspCommand,
  addDevCommand,
  addDiffCommand,
  addDoctorCommand,
  addExplainCommand,
  addGuestsCommand,
  addInitCommand,
  addKeysCommand,
  addMintCommand,
  addReplayCommand,
  addRevokeCommand,
  addSchemaCommand,
  addStateCommand,
  addTenantCommand,
  addActAsCommand,
  addTestCommand,
  addTokenCommand,
  addTypesCommand,
];

/** Runs the command line `args` (without node and script) and returns the exit code. */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const program = new Command('portcullis').description(
    'Work with the rules of a Portcullis gateway, and operate one that runs.',
  );
  program
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.print(text.trimEnd()), writeErr: (text) => io.notify(text.trimEnd()) });
  // What follows a command's name belongs to that command, though its parent may know the option too.
  program.enablePositionalOptions();
  program.showHelpAfterError('Add --help to see the options.').action(() => {
    program.outputHelp({ error: true });
    throw new CommandError(2, 'Name a command.');
  });
  for (const addCommand of COMMANDS) addCommand(program, io);
  for (const command of program.commands) inherit(program, command);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof CommandError)) throw error;
    if (error.message !== '') io.notify(error.message);
    return error.exitCode;
  }
}

/** Commands that were added whole do not take over the program's settings by themselves. */
function inherit(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent);
  for (const inner of command.commands) inherit(command, inner);
}
