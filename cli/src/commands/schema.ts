import { rulesJsonSchema } from '@portcullis/rules/compiler';
import type { Command } from 'commander';
import { replaceFile } from '../files/replace-file.ts';
import type { Io } from '../io.ts';

const HELP = `
The schema lets editors complete keys and mark mistakes while you type. Name it in the first line of your rules:

  # yaml-language-server: $schema=./schema.json

The editor marks mistakes in single values; "portcullis check" finds the rest.

Examples:
  $ portcullis schema                            print it
  $ portcullis schema --out rules/schema.json    write it beside the rules`;

/** `portcullis schema`: the JSON Schema of the rules, for editors. */
export function addSchemaCommand(program: Command, io: Io): void {
  program
    .command('schema')
    .description('Print the JSON Schema of the rules, or write it to a file, for editors.')
    .option('--out <file>', 'file to write')
    .option('--json', 'print the result as JSON; the schema is JSON already, so this only concerns --out')
    .addHelpText('after', HELP)
    .action((options: { out?: string; json?: true }) => {
      const text = JSON.stringify(rulesJsonSchema(), null, 2);
      if (options.out === undefined) {
        io.print(text);
        return;
      }
      replaceFile(options.out, `${text}\n`);
      io.print(options.json ? JSON.stringify({ ok: true, out: options.out }) : `${options.out}: written.`);
    });
}
