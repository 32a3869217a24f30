import { checkReference } from '../../compiler/problems/index.ts';
import type { SettingScope } from '../scope.ts';
import type { OriginSetting } from './policy.ts';

export function compile(entry: { readonly origin?: string | undefined }, scope: SettingScope): OriginSetting | null {
  const { report, declared, path } = scope;
  if (entry.origin !== undefined) {
    const isKnown = checkReference(report, [...path, 'origin'], entry.origin, declared.origins, 'origin');
    return isKnown ? { origin: entry.origin } : null;
  }
  const [only, ...others] = declared.origins;
  if (only !== undefined && others.length === 0) return { origin: only };
  if (only !== undefined)
    report.add(
      [...path, 'origin'],
      'missing_key',
      `Route "${scope.routeId}" has no "origin", and there are several.`,
      `Add "origin": one of ${[...declared.origins].join(', ')}.`,
    );
  return null;
}
