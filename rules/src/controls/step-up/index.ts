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
  documentation: {
    observed: 'sessions whose sign-in is too old or too weak',
    what: '`{ within: 15m, methods: [otp] }`: signed in at most this long ago, by one of these methods (RFC 8176)',
    default: 'none; `methods`: every second factor',
  },
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
