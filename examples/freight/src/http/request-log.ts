import type { TenantContext } from '@portcullis/origin';

/** One request that reached the app. */
export interface RequestRecord {
  readonly method: string;
  /** Path and query as received. */
  readonly target: string;
  readonly status: number;
  readonly tenant: string | null;
  readonly user: string | null;
  /** Id that the gateway gave to the request. */
  readonly requestId: string | null;
}

/** The requests that reached the app, newest last. */
export interface RequestLog {
  readonly requests: readonly RequestRecord[];
  add(request: { method: string; target: string; status: number; context: TenantContext | undefined }): void;
}

const KEPT_REQUESTS = 10_000;

/** @param write Gets one line for each request, such as `GET /loads 200 tenant=acme user=owner@acme.example`. */
export function createRequestLog(write: (line: string) => void): RequestLog {
  const requests: RequestRecord[] = [];
  return {
    requests,
    add({ method, target, status, context }) {
      const { tenant = null, user = null, requestId = null } = context ?? {};
      requests.push({ method, target, status, tenant, user, requestId });
      if (requests.length > KEPT_REQUESTS) requests.shift();
      write(`${method} ${target} ${status} tenant=${tenant ?? '-'} user=${user ?? '-'}`);
    },
  };
}
