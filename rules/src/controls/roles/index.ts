import { lineOf } from '../../engine/index.ts';
import type { VisitorControlModule } from '../module.ts';
import { compile } from './compile.ts';
import { coverage } from './coverage.ts';
import { diff } from './diff.ts';
import { schema } from './schema.ts';

export type { RolesEntry } from './compile.ts';

/** The session and its roles, any one of which opens. */
export const roles = {
  observes: 'The session and its roles.',
  isPresent: (access) => access.kind === 'roles',
  schema,
  compile,
  coverage,
  diff,
  passed: (access, { session }, route) => {
    const opening =
      access.roles === 'any' ? session.roles : session.roles.filter((role) => access.roles.includes(role));
    return { text: `opened by the role ${opening.join(', ')}`, at: lineOf(route, 'roles') };
  },
} satisfies VisitorControlModule<'roles'>;
