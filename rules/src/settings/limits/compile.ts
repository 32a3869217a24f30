import { checkReferences } from '../../compiler/problems/index.ts';
import type { SettingScope } from '../scope.ts';
import type { LimitsSetting } from './policy.ts';
import type { LimitsEntry } from './schema.ts';

export function compile({ limits }: LimitsEntry, { report, declared, path }: SettingScope): LimitsSetting {
  if (limits === undefined) return { limits: [] };
  checkReferences(report, [...path, 'limits'], limits, declared.limits, {
    what: 'limit',
    emptyFix: 'Name the limits, or remove the key.',
  });
  return { limits };
}
