import type { Path } from '../../../compiler/problems/index.ts';
import type { ControlScope } from '../../../compiler/scope/index.ts';
import { checkPlatform } from '../check-platform.ts';
import type { TlsCondition } from './policy.ts';
import type { TlsEntry } from './schema.ts';

const MINORS: Readonly<Record<NonNullable<TlsEntry['tls']>, 2 | 3>> = { '1.2': 2, '1.3': 3 };

export const unstated: TlsCondition = { minTls: null };

export function compile({ tls }: TlsEntry, scope: ControlScope, path: Path): TlsCondition {
  if (tls === undefined) return unstated;
  checkPlatform(scope, path, 'tls');
  return { minTls: MINORS[tls] };
}
