import { compileConditions } from '../../controls/conditions/index.ts';
import { addresses, compileVisitor, VISITOR_KEYS } from '../../controls/index.ts';
import type { Access } from '../../policy/index.ts';
import type { Path } from '../problems/index.ts';
import type { ControlScope } from '../scope/index.ts';
import type { AccessEntry, AccessMap } from '../shape/index.ts';

/** Compiles who may pass. `null` if that cannot be determined. */
export function buildAccess(scope: ControlScope, path: Path, entry: AccessEntry): Access | null {
  if (entry === 'public') return { kind: 'public', addresses: null, conditions: null };
  const open = {
    addresses: addresses.compile(entry, scope, path),
    conditions: compileConditions(entry, scope, path),
  };
  if (entry.public === true) {
    checkPublic(scope, path, entry);
    return { kind: 'public', ...open };
  }
  const { roles } = entry;
  if (roles === undefined) {
    scope.report.add(
      path,
      'missing_key',
      'The access says neither "public" nor "roles".',
      'Write { roles: any } for everyone who is signed in, { roles: [...] } for some, or public for the whole world.',
    );
    return null;
  }
  return { kind: 'roles', ...compileVisitor({ ...entry, roles }, scope, path), ...open };
}

function checkPublic({ report }: ControlScope, path: Path, entry: AccessMap): void {
  for (const key of VISITOR_KEYS) {
    if (entry[key] === undefined) continue;
    report.add(
      [...path, key],
      'no_effect',
      `"${key}" has no effect on a public route, which needs no sign-in.`,
      'Remove "public: true", and write "roles".',
      'key',
    );
  }
}
