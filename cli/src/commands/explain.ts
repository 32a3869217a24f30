import { explain, formatExplanation } from '@portcullis/rules/analysis';
import { createEngine } from '@portcullis/rules/engine';
import type { Command } from 'commander';
import { DEFAULT_RULES_FILE, loadPolicy } from '../files/load-policy.ts';
import { CommandError, type Io } from '../io.ts';
import { type AskerOptions, addAskerOptions, describeAsker, describeState } from '../requests/asker-options.ts';
import { addRequestOptions, describeRequest, type RequestOptions } from '../requests/request-options.ts';

interface ExplainOptions extends RequestOptions, AskerOptions {
  readonly rules: string;
  readonly development?: true;
  readonly json?: true;
}

const EXAMPLES = `
Shows every step, and each refusal with the line of the rule and what would have to change, including refusals after the
first. Nothing is sent: the gateway's own engine decides about the request that you describe.

Examples:
  A visitor who is not signed in:
    portcullis explain https://acme.freight.example.com/invoices
  A session with a role, signed in a while ago:
    portcullis explain POST https://acme.freight.example.com/invoices/7/pay --role accounting --amr otp --auth-age 20m
  A page of another site:
    portcullis explain POST https://acme.freight.example.com/loads --role owner --header 'Origin: https://a.example'
  A quota that is used up, or shared state that does not answer:
    portcullis explain https://acme.freight.example.com/api/loads --role owner --exceeded api
    portcullis explain https://acme.freight.example.com/api/loads --role owner --state unavailable

Exit codes: 0 the request passes, 1 it is refused, 2 wrong usage.`;

/** `portcullis explain`: what becomes of one request, step by step. */
export function addExplainCommand(program: Command, io: Io): void {
  const command = program
    .command('explain')
    .description(
      'Show how the rules decide a request, step by step, with the line of each rule; exit code 1 if it is refused.',
    )
    .argument('<request...>', 'method and full URL; the method defaults to GET')
    .option('--rules <file>', 'file of rules', DEFAULT_RULES_FILE);
  addAskerOptions(addRequestOptions(command))
    .option('--development', 'use the hosts and origins of "development"')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action((words: string[], options: ExplainOptions) => explainRequest(words, options, io));
}

function explainRequest(words: readonly string[], options: ExplainOptions, io: Io): void {
  const engine = createEngine(loadPolicy(options.rules), { development: options.development === true });
  const request = describeRequest(words, options);
  const asker = describeAsker(options, engine, request.url);
  const explanation = explain(engine, { request, asker, state: describeState(options, engine) });
  io.print(options.json ? JSON.stringify(explanation) : formatExplanation(explanation, request));
  if (explanation.outcome === 'refused') throw new CommandError(1, '');
}
