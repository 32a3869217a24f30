import type { Control, VisitorAccess } from '../policy/index.ts';
import type { decideAddresses } from './addresses/decide.ts';
import type { ConditionRefusal } from './conditions/decide.ts';
import type { VisitorRefusal } from './decide.ts';

/** Refusals of a control that the steps of the engine make themselves. */
interface StepReasons {
  readonly limits: 'limit_exceeded';
  readonly crossSite: 'cross_site' | 'websocket_origin' | 'preflight_refused';
  readonly roles: 'session_missing' | 'session_invalid';
}

/** Every reason for which a control refuses. */
export type ControlReason<K extends Control = Control> =
  | (K extends keyof StepReasons ? StepReasons[K] : never)
  | (K extends keyof VisitorAccess ? VisitorRefusal<K>['reason'] : never)
  | (K extends 'addresses' ? NonNullable<ReturnType<typeof decideAddresses>>['reason'] : never)
  | (K extends 'conditions' ? ConditionRefusal['reason'] : never);
