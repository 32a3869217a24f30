import type { GateState } from './state/embedded/gate-state.ts';

/**
 * What the platform hands to the Worker. Nothing of it is trusted to be present or well formed: `config.ts` reads it
 * once. Secrets that the rules name (`ORIGIN_<NAME>_KEYS`) and service bindings come under their own names.
 */
export interface Env {
  readonly ROLE_COOKIE_KEYS?: string;
  readonly CONTEXT_KEYS?: string;
  readonly ADMIN_KEYS?: string;
  readonly PORTCULLIS_STATE?: string;
  readonly PORTCULLIS_RELAY?: string;
  readonly UPSTASH_REDIS_REST_URL?: string;
  readonly UPSTASH_REDIS_REST_TOKEN?: string;
  readonly PORTCULLIS_ENV?: string;
  readonly STATE?: DurableObjectNamespace<GateState>;
  /** The rate-limit binding of Cloudflare, where there is one. */
  readonly FLOOD_GUARD?: unknown;
  readonly [name: string]: unknown;
}
