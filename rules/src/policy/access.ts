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

/** Conditions that do not depend on the session. All that are given must hold; what the platform does not tell does not hold. */
export interface Conditions {
  /** Whether the host must name the tenant. */
  readonly tenant: 'required' | 'optional';
  /** Least version of TLS, as the minor number of `1.2` and `1.3`. */
  readonly minTls: 2 | 3 | null;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly countries: readonly string[] | null;
  /** Numbers of autonomous systems. */
  readonly asns: readonly number[] | null;
  /** Sorted, disjoint pairs `first, end` of minutes since Monday 00:00 UTC, the end excluded; 10,080 is the end of the week. */
  readonly times: readonly number[] | null;
  /** Open from this moment on; seconds since the epoch. */
  readonly fromSeconds: number | null;
  /** Closed from this moment on; seconds since the epoch. */
  readonly untilSeconds: number | null;
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
