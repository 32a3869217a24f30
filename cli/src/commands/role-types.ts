import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { DEFAULT_RULES_FILE, loadPolicy } from '../files/load-policy.ts';
import { replaceFile } from '../files/replace-file.ts';
import { roleDeclaration } from '../files/role-declaration.ts';
import { CommandError, type Io } from '../io.ts';

interface TypesOptions {
  readonly out: string;
  readonly check?: true;
  readonly json?: true;
}

const DEFAULT_OUT = 'portcullis.d.ts';

const HELP = `
The file declares the roles of the rules to TypeScript. In an app with the file in its sources, an unknown role is a
compile error:

  requireRole(context, 'onwer');
  //                   ~~~~~~~ '"onwer"' is not assignable to parameter of type '"driver" | "owner"'

Commit the file, and let --check fail the build when the roles have changed. The same rules give the same bytes.

Examples:
  portcullis types                                            write ${DEFAULT_OUT}
  portcullis types ../gate/rules/gateway.yaml --out src/portcullis.d.ts
  portcullis types --check                                    exit code 1 if the file is out of date`;

/** `portcullis types`: the rules' roles as a declaration for apps that use the SDK. */
export function addTypesCommand(program: Command, io: Io): void {
  program
    .command('types')
    .description('Write the roles of the rules as TypeScript types for an app.')
    .argument('[file]', 'file of rules', DEFAULT_RULES_FILE)
    .option('--out <file>', 'declaration to write', DEFAULT_OUT)
    .option('--check', 'write nothing; say whether the file is current')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', HELP)
    .action((file: string, { out, check, json }: TypesOptions) => {
      const policy = loadPolicy(file);
      const text = roleDeclaration(policy);
      const state = currentState(out, text);
      if (!check && state !== 'current') replaceFile(out, text);
      const isGood = !check || state === 'current';
      if (json) io.print(JSON.stringify({ ok: isGood, out, state, roles: policy.roles }));
      else if (isGood) io.print(`${out}: ${countRoles(policy.roles.length)}, ${check ? 'current' : 'written'}.`);
      if (!isGood) throw new CommandError(1, json ? '' : problemOf(out, state, commandFor(file, out)));
    });
}

type State = 'current' | 'stale' | 'missing';

function currentState(out: string, text: string): State {
  if (!existsSync(out)) return 'missing';
  try {
    return readFileSync(out, 'utf8') === text ? 'current' : 'stale';
  } catch {
    // A folder, or an unreadable file: writing will report it.
    return 'stale';
  }
}

function problemOf(out: string, state: State, command: string): string {
  const what = state === 'missing' ? 'is missing' : 'does not have the roles that the rules have now';
  return `"${out}" ${what}. Write it again: ${command}`;
}

function countRoles(count: number): string {
  return count === 1 ? '1 role' : `${count} roles`;
}

/** What writes the file, from the folder where this was run. */
function commandFor(file: string, out: string): string {
  const words = [...(file === DEFAULT_RULES_FILE ? [] : [file]), ...(out === DEFAULT_OUT ? [] : ['--out', out])];
  return ['npx portcullis types', ...words.map((word) => (/^[\w./-]+$/.test(word) ? word : `'${word}'`))].join(' ');
}
