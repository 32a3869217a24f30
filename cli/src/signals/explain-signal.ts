import { readFileSync } from 'node:fs';
import { createEngine, type Engine } from '@portcullis/rules/engine';
import type { ProviderRule } from '@portcullis/rules/policy';
import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { gatewayUrl } from '../admin/gateway-url.ts';
import { loadPolicy } from '../files/load-policy.ts';
import { CommandError, type Io } from '../io.ts';
import { chosenProvider, type ProviderOptions, providerOfOptions } from './chosen-provider.ts';
import {
  explainScim,
  explainSigned,
  formatSignal,
  readSignalMessage,
  type SignalExplanation,
  type SignalMessage,
} from './explain/index.ts';

export interface SignalQuestion extends ProviderOptions {
  readonly rules: string;
  /** File of the keys that the provider publishes. */
  readonly keys?: string;
  readonly time?: number;
  readonly json?: true;
}

/** `portcullis explain --signal FILE`: what becomes of a message of an identity provider. Nothing is sent. */
export async function explainSignalFile(file: string, question: SignalQuestion, io: Io): Promise<void> {
  const message = readSignalMessage(textOf('--signal', file));
  if (message === null)
    throw new CommandError(
      2,
      `${file} holds no signal. It must be a compact token, JSON of its claims (or {"header":…,"claims":…}), the body of Universal Logout, or a SCIM request such as {"method":"PATCH","path":"/Users/1","body":…}.`,
    );
  const engine = createEngine(loadPolicy(question.rules), { development: question.development === true });
  const rule = providerFor(engine, message, question);
  const explanation = await explain(message, engine, rule, question);
  io.print(question.json ? JSON.stringify(explanation) : formatSignal(explanation));
  if (explanation.outcome === 'refused') throw new CommandError(1, '');
}

function explain(
  message: SignalMessage,
  engine: Engine,
  rule: ProviderRule,
  question: SignalQuestion,
): Promise<SignalExplanation> | SignalExplanation {
  if (message.kind === 'scim') return explainScim(message, rule);
  const hosts = engine.policy.hosts.some(({ labels }) => !labels.includes(null));
  return explainSigned(message, {
    engine,
    rule,
    url: hosts ? gatewayUrl(undefined, engine.policy) : 'https://HOST',
    keys: question.keys === undefined ? null : createLocalJWKSet(readKeys(question.keys)),
    nowSeconds: question.time ?? Math.floor(Date.now() / 1000),
  });
}

/** A message names its provider by the issuer, or by the path; where it does not, the option or the only one counts. */
function providerFor({ policy }: Engine, message: SignalMessage, options: ProviderOptions): ProviderRule {
  const { provider, identity, tenant } = options;
  if ([provider, identity, tenant].some((option) => option !== undefined)) return providerOfOptions(policy, options);
  if (message.kind === 'scim') return chosenProvider(policy, /\/scim\/v2\/([^/]+)/.exec(message.path)?.[1]);
  const issuer = message.token?.claims['iss'];
  const named = Object.values(policy.providers).find((rule) => rule.issuer === issuer);
  return named ?? chosenProvider(policy, undefined);
}

function readKeys(file: string): JSONWebKeySet {
  try {
    const value = JSON.parse(textOf('--keys', file)) as JSONWebKeySet | null;
    if (Array.isArray(value?.keys)) return value;
  } catch (error) {
    if (error instanceof CommandError) throw error;
  }
  throw new CommandError(2, `--keys: ${file} holds no JWK Set. Save what the provider's jwks_uri answers.`);
}

function textOf(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new CommandError(2, `${option}: ${file} cannot be read: ${code}.`);
  }
}
