import { NO_ADVICE } from '../advice.ts';
import type { VisitorControlModule } from '../module.ts';
import { NEEDS_NOTHING } from '../replay.ts';
import { compile } from './compile.ts';
import { coverage } from './coverage.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { schema } from './schema.ts';

export type { RolesEntry } from './compile.ts';

/** The session and its roles, any one of which opens. */
export const roles = {
  observes: 'The session and its roles.',
  documentation: {
    observed: 'visitors without a session, with an invalid or revoked one, or without a listed role',
    what: 'any one of these roles opens the route; `any`: every declared role',
    default: 'required',
  },
  isPresent: (access) => access.kind === 'roles',
  schema,
  compile,
  coverage,
  explain,
  diff,
  advice: NO_ADVICE,
  replay: NEEDS_NOTHING,
} satisfies VisitorControlModule<'roles'>;
