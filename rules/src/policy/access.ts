import type { Conditions } from '../controls/conditions/policy.ts';

/** Who may pass a route, and under which conditions. */
export type Access =
  | {
      readonly kind: 'public';
      /** Names of address lists, one of which must hold the client; `null` where any address may come. */
      readonly addresses: readonly string[] | null;
      readonly conditions: Conditions | null;
    }
  | {
      readonly kind: 'roles';
      /** `any`: every role that the rules declare. */
      readonly roles: 'any' | readonly string[];
      readonly stepUp: StepUp | null;
      readonly addresses: readonly string[] | null;
      readonly actAs: 'allowed' | 'read-only' | 'never';
      readonly conditions: Conditions | null;
    };

export interface StepUp {
  /** Greatest age of the session's `auth_time`. */
  readonly withinSeconds: number;
  /** RFC 8176 values, one of which the session's `amr` must hold. Empty: any authentication that is recent enough. */
  readonly methods: readonly string[];
}

/**
 * What a route can put under observation. Never among them: signatures, hosts, the wall between tenants, deny lists, a
 * tenant's own policy, sizes.
 */
export type Control = 'addresses' | 'limits' | 'crossSite' | 'conditions' | 'roles' | 'actAs' | 'stepUp';

/** Every control, in the order in which they are asked. */
export const CONTROLS: readonly Control[] = [
  'addresses',
  'limits',
  'crossSite',
  'conditions',
  'roles',
  'actAs',
  'stepUp',
];
