import { checkReference, checkReferences, type Path } from '../../compiler/problems/index.ts';
import type { FileScope } from '../file-defaults.ts';
import type { SettingScope } from '../scope.ts';
import type { SignInSetting } from './policy.ts';
import type { FileSignInEntry, SignInEntry } from './schema.ts';

export function compile({ signIn }: SignInEntry, scope: SettingScope): SignInSetting {
  if (signIn !== undefined) return compileStated(signIn, [...scope.path, 'signIn'], scope);
  const { defaults, access } = scope;
  // What is said for all routes is not about those that need no sign-in.
  return access?.kind === 'public' ? { ...defaults.signIn, providers: [] } : defaults.signIn;
}

export function compileFile({ signIn }: FileSignInEntry, scope: FileScope): SignInSetting {
  return signIn === undefined ? { signIn: false, providers: [] } : compileStated(signIn, ['signIn'], scope);
}

/** Compiles what a group of routes says, or else the file. */
export function compileGroup(
  { signIn }: SignInEntry,
  { path, defaults, ...scope }: FileScope & Pick<SettingScope, 'path' | 'defaults'>,
): SignInSetting {
  return signIn === undefined ? defaults.signIn : compileStated(signIn, [...path, 'signIn'], scope);
}

function compileStated(
  signIn: NonNullable<SignInEntry['signIn']>,
  path: Path,
  { report, declared }: FileScope,
): SignInSetting {
  if (typeof signIn === 'boolean') return { signIn, providers: [] };
  if (typeof signIn === 'string') checkReference(report, path, signIn, declared.identity, 'identity provider');
  else
    checkReferences(report, path, signIn, declared.identity, {
      what: 'identity provider',
      emptyFix: 'Name the providers, or write false.',
    });
  return { signIn: false, providers: typeof signIn === 'string' ? [signIn] : signIn };
}
