import type { ProviderRule } from '@portcullis/rules/policy';
import type { Command } from 'commander';
import { DEV_VARS_FILE, readDevVars } from '../../dev/index.ts';
import { CommandError, type Io } from '../../io.ts';
import { checkKnown } from '../../requests/known.ts';
import {
  readConversation,
  SCIM_ACTIONS,
  SCIM_FORMS,
  type ScimForm,
  type ScimStep,
  scimSteps,
  talkScim,
} from '../../signals/index.ts';
import { addProviderOptions, destination, type SignalOptions } from './signal-options.ts';

interface ScimOptions extends Omit<SignalOptions, 'key' | 'kid'> {
  readonly user?: string;
  readonly externalId?: string;
  readonly group?: string;
  readonly form: string;
  readonly conversation?: string;
}

const HELP = `
Actions: ${SCIM_ACTIONS.join(', ')}. The token is the value of the setting that "signals.scim" names, from the environment or
from .dev.vars of this folder.

Examples:
  portcullis mint scim create-user --user ann@acme.com --external-id 00u1
  portcullis mint scim deactivate-user --user ann@acme.com --form entra
  portcullis mint scim remove-member --user ann@acme.com --group Finance
  A whole conversation, in an empty directory:
    portcullis mint scim --conversation test/vectors/identity/scim/okta.json

Exit codes: 0 the gateway did all of it, 1 it did not, 2 wrong usage.`;

/** `portcullis mint scim`: requests of a directory, sent or printed. */
export function addMintScimCommand(mint: Command, io: Io): void {
  const scim = mint
    .command('scim')
    .description("Send requests of a provider's SCIM client to a gateway.")
    .argument('[action]', 'what the directory does')
    .option('--user <name>', 'userName of the person')
    .option('--external-id <id>', 'id of the person at the provider, for create-user')
    .option('--group <name>', 'displayName of the group')
    .option('--form <name>', `whose form the requests have: ${SCIM_FORMS.join(' or ')}`, 'okta')
    .option('--conversation <file>', 'send the steps of this file instead of an action');
  addProviderOptions(scim)
    .addHelpText('after', HELP)
    .action((action: string | undefined, options: ScimOptions) => mintScim(action, options, io));
}

async function mintScim(action: string | undefined, options: ScimOptions, io: Io): Promise<void> {
  const steps = stepsOf(action, options);
  const { rule, url } = destination(options, io);
  if (options.print) return io.print(printed(steps));
  const token = tokenOf(rule, io);
  await talkScim(steps, { url: url(), provider: rule.id, token }, io);
  io.print(
    'Done. What it takes away from someone has ended their sessions, which are refused everywhere within a second.',
  );
}

function stepsOf(action: string | undefined, options: ScimOptions): readonly ScimStep[] {
  const { user = null, externalId = null, group = null, form, conversation } = options;
  if ((action === undefined) === (conversation === undefined))
    throw new CommandError(2, `Name either an action (${SCIM_ACTIONS.join(', ')}) or a file with --conversation.`);
  if (conversation !== undefined) return readConversation(conversation);
  checkKnown('The action', 'name', [action ?? ''], SCIM_ACTIONS);
  if (!isForm(form)) throw new CommandError(2, `--form must be ${SCIM_FORMS.join(' or ')}.`);
  const steps = scimSteps(action ?? '', { form, user, externalId, group });
  if ('lacks' in steps) throw new CommandError(2, `${action} needs --${steps.lacks}.`);
  return steps;
}

function isForm(form: string): form is ScimForm {
  return SCIM_FORMS.some((each) => each === form);
}

/** One request a line; of an action the one that changes something, since ids are not known without a gateway. */
function printed(steps: readonly ScimStep[]): string {
  const changing = steps.filter(({ method }) => method !== 'GET');
  return changing.map(({ method, path, body }) => JSON.stringify({ method, path, body })).join('\n');
}

function tokenOf({ id, at, signals }: ProviderRule, io: Io): string {
  if (signals.scim === null)
    throw new CommandError(
      2,
      `The rules keep no directory for ${id}: set "signals: { scim: NAME_OF_A_SECRET }" of this provider.  [${at}]`,
    );
  const token = io.env[signals.scim] ?? readDevVars(process.cwd())[signals.scim];
  if (token !== undefined && token !== '') return token;
  throw new CommandError(
    2,
    `${signals.scim} is missing, both in the environment and in ${DEV_VARS_FILE} in this folder. Its value is the token of the SCIM client.`,
  );
}
