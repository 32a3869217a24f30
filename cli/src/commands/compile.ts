import { dirname, join } from 'node:path';
import { packPolicy } from '@portcullis/rules/compiler';
import type { Command } from 'commander';
import { DEFAULT_RULES_FILE, loadPolicy } from '../files/load-policy.ts';
import { replaceFile } from '../files/replace-file.ts';
import type { Io } from '../io.ts';

const DEFAULT_OUT = 'rules/compiled/policy.json';
const ADDRESSES_FILE = 'addresses.bin';

/** `portcullis compile`: writes the policy that the Worker imports, and beside it the long address lists. */
export function addCompileCommand(program: Command, io: Io): void {
  program
    .command('compile')
    .description('Compile the rules into the policy that the gateway runs.')
    .argument('[file]', 'file of rules', DEFAULT_RULES_FILE)
    .option('--out <file>', `where to write the policy; ${ADDRESSES_FILE} is written beside it`, DEFAULT_OUT)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', HELP)
    .action((file: string, options: { out: string; json?: true }) => {
      const policy = loadPolicy(file);
      const { json, binary } = packPolicy(policy);
      const addressesOut = join(dirname(options.out), ADDRESSES_FILE);
      // The Worker refuses a pair that does not belong together, so an end between the two opens nothing.
      replaceFile(addressesOut, binary);
      replaceFile(options.out, json);
      const { digest, routes } = policy;
      io.print(
        options.json
          ? JSON.stringify({ ok: true, out: options.out, addresses: addressesOut, digest })
          : `${options.out}: ${routes.length} routes. Digest ${digest}.`,
      );
    });
}

const HELP = `
The same rules give the same bytes, so the digest identifies the rules that a gateway runs. If the rules have a problem,
nothing is written.

Examples:
  portcullis compile
  portcullis compile rules/gateway.yaml --out build/policy.json --json`;
