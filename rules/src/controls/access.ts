import type { Path } from '../compiler/problems/index.ts';
import type { ControlScope } from '../compiler/scope/index.ts';
import type { VisitorAccess } from '../policy/index.ts';
import type { Entry } from './entry.ts';
import type { Joined } from './joined.ts';
import type { AccessControl } from './module.ts';
import { ACCESS_CONTROLS, VISITOR_CONTROLS } from './registry.ts';
import type { RolesEntry } from './roles/index.ts';

/** The keys of an access, but for `public` and the conditions. */
export const accessSchema: Joined<(typeof ACCESS_CONTROLS)[AccessControl]['schema']> = Object.assign(
  {},
  ...Object.values(ACCESS_CONTROLS).map(({ schema }) => schema),
);

/** Keys that have no meaning on a public route, in the order of reports. */
export const VISITOR_KEYS = Object.keys(VISITOR_CONTROLS) as readonly (keyof VisitorAccess)[];

/** Compiles what the access at `path` asks of the visitor's session. */
export function compileVisitor(
  entry: Omit<Entry<typeof accessSchema>, 'roles'> & RolesEntry,
  scope: ControlScope,
  path: Path,
): VisitorAccess {
  const compiled = VISITOR_KEYS.map((key) => [key, VISITOR_CONTROLS[key].compile(entry, scope, path)]);
  return Object.fromEntries(compiled);
}
