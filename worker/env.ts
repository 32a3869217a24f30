import type { GateState } from './state/gate-state.ts';

/**
 * What the platform hands to the Worker. Nothing of it is trusted to be present or well formed: `config.ts` reads it
 * once. Secrets that the rules name (`ORIGIN_<NAME>_KEYS`) and service bindings come under their own names.
 */
export interface Env {
  readonly ROLE_COOKIE_KEYS?: string;
  readonly CONTEXT_KEYS?: string;
  readonly ADMIN_KEYS?: string;
  readonly PORTCULLIS_STATE?: string;
  readonly UPSTASH_REDIS_REST_URL?: string;
  readonly UPSTASH_REDIS_REST_TOKEN?: string;
  readonly PORTCULLIS_ENV?: string;
  readonly STATE?: DurableObjectNamespace<GateState>;
  readonly [name: string]: unknown;
}
