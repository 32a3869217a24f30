import { explain, explainClaims, formatClaims, formatExplanation } from '@portcullis/rules/analysis';
import { createEngine } from '@portcullis/rules/engine';
import type { Command } from 'commander';
import { DEFAULT_RULES_FILE, loadPolicy } from '../files/load-policy.ts';
import { readJsonObject } from '../files/read-json-object.ts';
import { CommandError, type Io } from '../io.ts';
import { readList } from '../options.ts';
import { type AskerOptions, addAskerOptions, describeAsker, describeState } from '../requests/asker-options.ts';
import { addRequestOptions, describeRequest, type RequestOptions } from '../requests/request-options.ts';
import { explainSignalFile, providerOfOptions } from '../signals/index.ts';
import { refuseMisplaced } from './refuse-misplaced.ts';

interface ExplainOptions extends RequestOptions, AskerOptions {
  readonly rules: string;
  readonly development?: true;
  readonly json?: true;
  readonly claims?: string;
  readonly provider?: string;
  readonly identity?: string;
  readonly groups?: readonly string[];
  readonly signal?: string;
  readonly keys?: string;
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

  Someone whom an identity provider signs in:
    portcullis explain --claims id-token.json --provider okta
    portcullis explain --claims id-token.json --tenant acme --identity acme-identity.json
  What an identity provider says about someone: a token, its claims, the body of Universal Logout, or a SCIM request:
    portcullis explain --signal set.jwt --keys jwks.json
    portcullis explain --signal set.jwt --tenant acme --identity acme-identity.json

Exit codes: 0 the request passes, the claims give a session, or the signal is taken; 1 it is refused, 2 wrong usage.`;

/** `portcullis explain`: what becomes of one request, step by step. */
export function addExplainCommand(program: Command, io: Io): void {
  const command = program
    .command('explain')
    .description(
      'Show how the rules decide a request, step by step, with the line of each rule; exit code 1 if it is refused.',
    )
    .argument('[request...]', 'method and full URL; the method defaults to GET')
    .option('--claims <file>', 'JSON of the claims of an ID token: whom would the rules sign in, and as what?')
    .option('--signal <file>', 'message of an identity provider: would it be taken, and whose sessions would it end?')
    .option('--keys <file>', 'JWK Set that the provider publishes, to check the signature of a signal')
    .option('--provider <id>', 'the identity provider that says it, where the rules name several')
    .option('--identity <file>', "JSON of a tenant's own provider, with --tenant: would the gateway take it?")
    .option('--groups <names>', "groups of the provider's directory (SCIM), separated by commas", readList)
    .option('--rules <file>', 'file of rules', DEFAULT_RULES_FILE);
  addAskerOptions(addRequestOptions(command))
    .option('--development', 'use the hosts and origins of "development"')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action((words: string[], options: ExplainOptions, called: Command) => {
      const { claims, signal } = options;
      if ([words[0], claims, signal].filter((each) => each !== undefined).length > 1)
        throw new CommandError(2, 'Name either a request, a file with --claims, or one with --signal.');
      refuseMisplaced(called, signal !== undefined ? '--signal' : claims !== undefined ? '--claims' : 'a request');
      if (signal !== undefined) return explainSignalFile(signal, options, io);
      return claims === undefined ? explainRequest(words, options, io) : explainSignIn(claims, options, io);
    });
}

function explainRequest(words: readonly string[], options: ExplainOptions, io: Io): void {
  if (words.length === 0)
    throw new CommandError(2, 'Name a URL, or a file with --claims. Add --help to see the options.');
  const engine = createEngine(loadPolicy(options.rules), { development: options.development === true });
  const request = describeRequest(words, options);
  const asker = describeAsker(options, engine, request.url);
  const explanation = explain(engine, { request, asker, state: describeState(options, engine) });
  io.print(options.json ? JSON.stringify(explanation) : formatExplanation(explanation, request));
  if (explanation.outcome === 'refused') throw new CommandError(1, '');
}

/** What the file of claims holds. */
const CLAIMS = 'the claims of an ID token, such as {"sub":"00u1","groups":["Finance"]}';

function explainSignIn(file: string, options: ExplainOptions, io: Io): void {
  const engine = createEngine(loadPolicy(options.rules), { development: options.development === true });
  const provider = providerOfOptions(engine.policy, options);
  const { groups: directoryGroups = null, json } = options;
  const question = {
    provider,
    claims: readJsonObject(file, CLAIMS),
    directoryGroups,
    nowSeconds: options.time ?? Date.now() / 1000,
  };
  const explanation = explainClaims(engine, question);
  io.print(json ? JSON.stringify(explanation) : formatClaims(explanation, provider));
  if (explanation.outcome === 'refused') throw new CommandError(1, '');
}
