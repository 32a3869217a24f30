import { checkedUrl } from '../calls/checked-url.ts';
import type { TenantPolicy } from '../context/tenant-policy.ts';
import { ConfigurationError } from '../errors.ts';
import { type JwkSetInput, readKeys } from '../keys/jwk-set.ts';
import { requiredText } from '../required-text.ts';
import { wholeNumber } from '../whole-number.ts';
import { type GateScope, signAdminToken } from './admin-token.ts';
import { checkPolicy, checkReason, checkScope, checkTenant } from './call-checks.ts';
import {
  type Revocation,
  type RevocationScope,
  readRevocation,
  readRevocations,
  readTenantPolicy,
} from './gate-records.ts';
import { type Members, readGateReply } from './gate-reply.ts';
import { callRepeatedly } from './retrying.ts';

/** What an app needs to call the gateway's admin API. The rules must let its origin: `may: [revoke, tenant-policy]`. */
export interface GateClientOptions {
  /** Where the gateway is: one of its public hosts, such as `https://app.example.com`. */
  readonly url: string;
  /** This app's id: its name under `origins` in the rules. */
  readonly origin: string;
  /** The gateway's id: `gateway` in the rules. */
  readonly gateway: string;
  /** The `oct` keys shared with the gateway; the first signs. */
  readonly keys: JwkSetInput;
  /** Each try is given up after this many milliseconds. Default 3000. */
  readonly timeoutMs?: number;
  /** A call is given up after this many milliseconds, all tries and waits together. Default 15,000. */
  readonly totalTimeoutMs?: number;
  /** Tries after the first, 0 to 10. Default 3. */
  readonly retries?: number;
  /** Default: the runtime's own. It must not follow redirects where `init` says so. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/**
 * Calls of the gateway's admin API. All of them reject with `GateError`.
 *
 * Where there is no answer, or the gateway says that it cannot for now (429, 5xx), a call is made again by itself, with
 * growing waits that heed `Retry-After`. That is safe, since a call that is carried out twice leaves what one would leave:
 * reading changes nothing, a policy is set or removed whole, and a second revocation of the same scope replaces the first.
 * Two things to know: a revocation that is made again also ends sessions that were issued between the tries, and a policy
 * that is set again overwrites a change that was made between the tries.
 */
export interface GateClient {
  /**
   * Ends all sessions of the scope that were issued until now; once it resolves, the revocation is kept. It does not keep
   * anybody from signing in again.
   * @param reason why, 1 to 256 characters, for the audit event
   */
  revoke(scope: RevocationScope, reason: string): Promise<Revocation>;
  /** Revocations that still matter, newest first, at most 1000: of one tenant, or of all. */
  revocations(tenant?: string): Promise<readonly Revocation[]>;
  /** What the tenant demands; one that has set nothing demands nothing. */
  tenantPolicy(tenant: string): Promise<TenantPolicy>;
  /**
   * Replaces what the tenant demands, whole: what is left out is not demanded any more. It holds from the next request on.
   * @param options.force set `addresses` though they do not hold the address that this call comes from: an app that calls
   *   from its own server compares them with the `clientAddress` of the context, and then forces
   */
  setTenantPolicy(
    tenant: string,
    policy: Partial<TenantPolicy>,
    options?: { readonly force?: boolean },
  ): Promise<TenantPolicy>;
  /** From the next request on, the tenant demands nothing. */
  removeTenantPolicy(tenant: string): Promise<void>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * Makes a client of the gateway's admin API, or throws a `ConfigurationError`. Each try carries a token of its own, signed
 * with the origin's key: good for 60 seconds, for one scope, and for the one tenant that the call concerns.
 *
 * @example
 * const gate = createGateClient({ url: 'https://app.example.com', origin: 'app', gateway: 'acme-edge', keys });
 * await gate.revoke({ tenant: 'acme', user: 'u-7' }, 'left the company');
 */
export function createGateClient(options: GateClientOptions): GateClient {
  const address = checkedUrl('"url" option', options.url);
  if (address.pathname !== '/' || address.search !== '' || address.hash !== '')
    throw new ConfigurationError('"url" option must be a URL without a path, such as https://app.example.com.');
  const origin = requiredText('origin', options.origin, "this origin's id, as in the rules");
  const gateway = requiredText('gateway', options.gateway, "the gateway's id, as in the rules");
  const [key] = readKeys(options.keys, 'HS256');
  const tries = {
    timeoutMs: wholeNumber('timeoutMs', options.timeoutMs ?? 3000, 1, 60_000),
    totalTimeoutMs: wholeNumber('totalTimeoutMs', options.totalTimeoutMs ?? 15_000, 1, 300_000),
    retries: wholeNumber('retries', options.retries ?? 3, 0, 10),
  };
  const fetchOption = options.fetch ?? ((target, init) => fetch(target, init));
  const now = options.now ?? Date.now;

  function call(
    scope: GateScope,
    tenant: string | null,
    method: Method,
    path: string,
    body?: Members,
  ): Promise<Members> {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    return callRepeatedly(async (signal) => {
      const nowSeconds = Math.floor(now() / 1000);
      const token = await signAdminToken(key, { origin, gateway, scope, tenant, nowSeconds });
      const response = await fetchOption(`${address.origin}/.portcullis/v1/${path}`, {
        method,
        headers: {
          accept: 'application/json, application/problem+json',
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...json,
        redirect: 'manual',
        signal,
      });
      return readGateReply(response);
    }, tries);
  }

  return Object.freeze({
    async revoke(scope, reason) {
      const checked = checkScope(scope);
      const tenant = 'tenant' in checked ? checked.tenant : null;
      const body = { ...checked, reason: checkReason(reason) };
      return readRevocation(await call('revoke', tenant, 'POST', 'revocations', body));
    },
    async revocations(tenant) {
      const query = tenant === undefined ? '' : `?tenant=${checkTenant(tenant)}`;
      return readRevocations(await call('revoke', tenant ?? null, 'GET', `revocations${query}`));
    },
    async tenantPolicy(tenant) {
      return readTenantPolicy(await call('tenant-policy', tenant, 'GET', policyPath(tenant)));
    },
    async setTenantPolicy(tenant, policy, { force = false } = {}) {
      const path = `${policyPath(tenant)}${force === true ? '?force=true' : ''}`;
      return readTenantPolicy(await call('tenant-policy', tenant, 'PUT', path, checkPolicy(policy)));
    },
    async removeTenantPolicy(tenant) {
      await call('tenant-policy', tenant, 'DELETE', policyPath(tenant));
    },
  } satisfies GateClient);
}

function policyPath(tenant: string): string {
  return `tenants/${checkTenant(tenant)}/policy`;
}
