import { compileConditions } from '../../controls/conditions/index.ts';
import { addresses, compileVisitor, VISITOR_KEYS } from '../../controls/index.ts';
import type { Access } from '../../policy/index.ts';
import type { Path } from '../problems/index.ts';
import type { CompiledLists } from '../scope/index.ts';
import type { AccessEntry, AccessMap } from '../shape/index.ts';
import { buildCredentials } from './build-tokens.ts';
import type { Scope } from './scope.ts';

/** What an access is compiled with; the hosts are those of its route. */
interface AccessScope extends Omit<Scope, 'rules'> {
  readonly rules: Omit<Scope['rules'], 'hosts'> & { readonly hosts: readonly string[] };
  readonly lists: CompiledLists;
}

/** Compiles who may pass. `null` if that cannot be determined. */
export function buildAccess(scope: AccessScope, path: Path, entry: AccessEntry): Access | null {
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
  const credentials = buildCredentials(scope, [...path, 'credentials'], { ...entry, roles });
  return { kind: 'roles', credentials, ...compileVisitor({ ...entry, roles }, scope, path), ...open };
}

function checkPublic({ report }: AccessScope, path: Path, entry: AccessMap): void {
  for (const key of [...VISITOR_KEYS, 'credentials'] as const) {
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
