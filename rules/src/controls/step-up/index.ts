import type { VisitorControlModule } from '../module.ts';
import { NEEDS_NOTHING } from '../replay.ts';
import { advice } from './advice.ts';
import { compile } from './compile.ts';
import { coverage } from './coverage.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { schema } from './schema.ts';

/** A recent sign-in, by a strong method. */
export const stepUp = {
  observes: 'The fresh proof of who the visitor is.',
  isPresent: (access) => access.kind === 'roles' && access.stepUp !== null,
  schema,
  compile,
  coverage,
  explain,
  diff,
  advice,
  replay: {
    ...NEEDS_NOTHING,
    session: (session, { stepUp }) =>
      stepUp === null
        ? session
        : { ...session, authenticationMethods: [...new Set([...session.authenticationMethods, ...stepUp.methods])] },
  },
} satisfies VisitorControlModule<'stepUp'>;
