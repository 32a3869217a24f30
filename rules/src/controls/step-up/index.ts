import { formatSeconds } from '../../analysis/wording/index.ts';
import { lineOf } from '../../engine/index.ts';
import type { VisitorControlModule } from '../module.ts';
import { compile } from './compile.ts';
import { coverage } from './coverage.ts';
import { diff } from './diff.ts';
import { schema } from './schema.ts';

/** A recent sign-in, by a strong method. */
export const stepUp = {
  observes: 'The fresh proof of who the visitor is.',
  isPresent: (access) => access.kind === 'roles' && access.stepUp !== null,
  schema,
  compile,
  coverage,
  diff,
  passed: (access, { session, request }, route) => {
    if (access.stepUp === null) return null;
    const age = formatSeconds(Math.max(0, Math.floor(request.nowSeconds - session.authenticatedAtSeconds)));
    return { text: `signed in ${age} ago by ${session.methods.join(', ')}`, at: lineOf(route, 'stepUp') };
  },
} satisfies VisitorControlModule<'stepUp'>;
