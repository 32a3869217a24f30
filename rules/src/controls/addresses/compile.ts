import { compileConditions } from '../../controls/conditions/index.ts';
import { SECOND_FACTORS } from '../../engine/second-factors.ts';
import type { Access, StepUp } from '../../policy/index.ts';
import type { Path } from '../problems/index.ts';
import { checkList, checkReference, checkReferences, take } from '../problems/index.ts';
import type { ControlScope } from '../scope/index.ts';
import type { AccessEntry, AccessMap } from '../shape/index.ts';
import { AUTHENTICATION_METHODS, parseDuration } from '../values/index.ts';

const STEP_UP_BOUNDS = { least: '10s', most: '30d' };

/** Compiles who may pass. `null` where that cannot be told. */
export function buildAccess(scope: ControlScope, path: Path, entry: AccessEntry): Access | null {
  const { report } = scope;
  if (entry === 'public') return { kind: 'public', addresses: null, conditions: null };
  const addresses =
    entry.addresses === undefined ? null : buildAddresses(scope, [...path, 'addresses'], entry.addresses);
  const conditions = compileConditions(entry, scope, path);
  if (entry.public === true) {
    checkPublic(scope, path, entry);
    return { kind: 'public', addresses, conditions };
  }
  if (entry.roles === undefined) {
    report.add(
      path,
      'missing_key',
      'The access says neither "public" nor "roles".',
      'Write { roles: any } for everyone who is signed in, { roles: [...] } for some, or public for the whole world.',
    );
    return null;
  }
  const roles = buildRoles(scope, [...path, 'roles'], entry.roles);
  const stepUp = entry.stepUp === undefined ? null : buildStepUp(scope, [...path, 'stepUp'], entry.stepUp);
  return { kind: 'roles', roles, stepUp, addresses, actAs: entry.actAs ?? 'read-only', conditions };
}

function checkPublic({ report }: ControlScope, path: Path, entry: AccessMap): void {
  for (const key of ['roles', 'stepUp', 'actAs'] as const) {
    if (entry[key] === undefined) continue;
    report.add(
      [...path, key],
      'no_effect',
      `"${key}" has no meaning on a public route, where nobody needs to sign in.`,
      'Remove "public: true", and write "roles".',
      'key',
    );
  }
}

function buildRoles(
  { report, declared }: ControlScope,
  path: Path,
  roles: 'any' | readonly string[],
): 'any' | readonly string[] {
  if (roles === 'any') {
    if (declared.roles.size === 0)
      report.add(
        path,
        'lock_out',
        'The rules declare no role, so nobody can have one.',
        'Declare the roles at the top, under "roles".',
      );
    return roles;
  }
  checkReferences(report, path, roles, declared.roles, {
    what: 'role',
    emptyFix: 'List the roles that may pass, or write any.',
  });
  return roles;
}

function buildStepUp({ report }: ControlScope, path: Path, entry: NonNullable<AccessMap['stepUp']>): StepUp | null {
  const withinSeconds = take(
    report,
    [...path, 'within'],
    'invalid_quantity',
    parseDuration(entry.within, STEP_UP_BOUNDS),
  );
  if (entry.methods !== undefined) {
    checkList(report, [...path, 'methods'], entry.methods, {
      what: 'method',
      emptyFix: 'Remove the key; then any second factor counts.',
    });
    for (const [index, method] of entry.methods.entries()) {
      checkReference(
        report,
        [...path, 'methods', index],
        method,
        AUTHENTICATION_METHODS,
        'authentication method',
        'unknown_value',
      );
    }
  }
  return withinSeconds === null ? null : { withinSeconds, methods: entry.methods ?? [...SECOND_FACTORS] };
}

function buildAddresses(
  { report, declared, lists }: ControlScope,
  path: Path,
  names: readonly string[],
): readonly string[] {
  checkReferences(report, path, names, declared.addresses, {
    what: 'address list',
    emptyFix: 'Name the lists, or remove the key.',
  });
  const compiled = names.map((name) => lists.get(name));
  const isEmpty = compiled.every((list) => list !== undefined && list.v4.length + list.v6.length === 0);
  if (names.length > 0 && isEmpty)
    report.add(
      path,
      'lock_out',
      'The named lists hold no address, so nobody can come.',
      'Add addresses to a list, or remove the key.',
    );
  return names;
}
