import type { HttpBindings } from '@hono/node-server';
import type { SignedInContext } from '@portcullis/origin';
import type { PortcullisEnv } from '@portcullis/origin/hono';
import type { Company } from '../data/company.ts';

/** A signed-in user and the company whose data the request may see. */
export interface Visit {
  readonly context: SignedInContext;
  readonly company: Company;
}

/** Type of the app and of its routes. */
export interface FreightEnv {
  Bindings: HttpBindings;
  Variables: PortcullisEnv['Variables'] & {
    /** Set by `requireUser` and `requireRole`. */
    visit: Visit;
  };
}
