import { createEngine } from '@portcullis/rules/engine';
import type { ProviderRule } from '@portcullis/rules/policy';
import type { Command } from 'commander';
import { gatewayUrl } from '../../admin/gateway-url.ts';
import { DEFAULT_RULES_FILE, loadPolicy } from '../../files/load-policy.ts';
import { CommandError, type Io } from '../../io.ts';
import { chosenProvider, postSignal, readProviderKey, signedByProvider } from '../../signals/index.ts';

/** Who sends a sample of a signal, and where it goes. */
export interface SignalOptions {
  readonly provider?: string;
  readonly key?: string;
  readonly kid?: string;
  readonly gateway?: string;
  readonly rules: string;
  readonly development?: true;
  readonly print?: true;
}

/** What a kind of signed signal is made of. */
interface SignedSignal {
  readonly typ: string;
  readonly claims: (rule: ProviderRule) => Readonly<Record<string, unknown>>;
  readonly outgoing: (
    rule: ProviderRule,
    token: string,
  ) => { readonly path: string; readonly type: string; readonly body: string; readonly setting: string };
}

export function addSignalOptions(command: Command): Command {
  return addProviderOptions(command)
    .option('--key <file>', "private key of the provider: PEM, or a JWK (or JWK Set) such as a development provider's")
    .option('--kid <id>', 'id under which the provider publishes the key (default: that of the JWK)');
}

/** Those of signals that a key does not sign, too. */
export function addProviderOptions(command: Command): Command {
  return command
    .option('--provider <id>', 'the identity provider that sends it, where the rules name several')
    .option('--gateway <url>', 'URL of the gateway (default: PORTCULLIS_GATEWAY, or the first host of the rules)')
    .option('--rules <file>', 'file of rules', DEFAULT_RULES_FILE)
    .option(
      '--development',
      'use the issuers of "development", as a gateway on this machine does (default with http://)',
    )
    .option('--print', 'print it instead of sending it; "portcullis explain --signal" takes it');
}

export const SIGNAL_HELP = `
The gateway asks the provider for its keys, so the provider must publish the public half of the key: a provider of your own
for development, never one that people sign in by.
Exit codes: 0 the gateway took it, 1 it did not, 2 wrong usage.`;

export async function sendOrPrint(options: SignalOptions, io: Io, signal: SignedSignal): Promise<void> {
  const { rule, url } = destination(options, io);
  const claims = signal.claims(rule);
  if (options.key === undefined)
    throw new CommandError(2, 'Name the private key of the provider with --key: a file with PEM or a JWK.');
  const token = await signedByProvider(readProviderKey(options.key, options.kid), signal.typ, claims);
  io.print(options.print ? token : await postSignal({ url: url(), ...signal.outgoing(rule, token) }));
}

/** Which provider sends, as the gateway knows it, and where the gateway is. */
export function destination(
  options: Omit<SignalOptions, 'key' | 'kid'>,
  io: Io,
): { readonly rule: ProviderRule; readonly url: () => string } {
  const policy = loadPolicy(options.rules);
  const given = options.gateway ?? io.env['PORTCULLIS_GATEWAY'];
  const development = options.development === true || given?.startsWith('http:') === true;
  const { policy: known } = createEngine(policy, { development });
  return { rule: chosenProvider(known, options.provider), url: () => gatewayUrl(given, policy) };
}
