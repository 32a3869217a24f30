import type { Policy, ProviderRule } from '@portcullis/rules/policy';
import { CommandError } from '../io.ts';

/** The identity provider that `--provider` names, or the only one of the rules. */
export function chosenProvider({ providers }: Policy, id: string | undefined): ProviderRule {
  const ids = Object.keys(providers);
  const [only, ...others] = ids;
  if (only === undefined) throw new CommandError(2, 'The rules have no identity provider.');
  if (id === undefined && others.length > 0) throw new CommandError(2, `Name one with --provider: ${ids.join(', ')}.`);
  const rule = Object.hasOwn(providers, id ?? only) ? providers[id ?? only] : undefined;
  if (rule === undefined) throw new CommandError(2, `--provider must be one of ${ids.join(', ')}.`);
  return rule;
}
