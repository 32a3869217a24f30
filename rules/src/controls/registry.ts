import type { Control, VisitorAccess } from '../policy/index.ts';
import { actAs } from './act-as/index.ts';
import { addresses } from './addresses/index.ts';
import { conditions } from './conditions/index.ts';
import { crossSite } from './cross-site/index.ts';
import { limits } from './limits/index.ts';
import type { AccessControl, AccessControlModule, ControlModule, VisitorControlModule } from './module.ts';
import { roles } from './roles/index.ts';
import { stepUp } from './step-up/index.ts';

/** What a route may ask of the visitor's session. */
export const VISITOR_CONTROLS = { roles, actAs, stepUp } satisfies {
  readonly [K in keyof VisitorAccess]: VisitorControlModule<K>;
};

/** The keys of an access, but for the conditions; in the order of the schema, and in which reports name them. */
export const ACCESS_CONTROLS = { roles, stepUp, actAs, addresses } satisfies {
  readonly [K in AccessControl]: AccessControlModule<K>;
};

/** Every control, for the tools, in the order of reports. */
export const CONTROL_MODULES: { readonly [K in Control]: ControlModule<K> } = {
  ...VISITOR_CONTROLS,
  addresses,
  conditions,
  limits,
  crossSite,
};
