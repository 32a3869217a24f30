import { withDeadline } from '../core/time/index.ts';

/** Whether the platform lets another request of this key pass. Throws where it does not say. */
export type FloodGuard = (key: string) => Promise<boolean>;

/**
 * The rate-limit binding of Cloudflare as a guard; `null` where that is not what the binding is.
 * @param deadlineMs how long a request waits for an answer
 */
export function createFloodGuard(binding: unknown, deadlineMs: number): FloodGuard | null {
  if (!isRateLimit(binding)) return null;
  return async (key) => {
    const answer: unknown = await withDeadline(binding.limit({ key }), deadlineMs);
    const success = typeof answer === 'object' && answer !== null && 'success' in answer ? answer.success : null;
    if (typeof success !== 'boolean') throw new TypeError('FLOOD_GUARD answered neither yes nor no');
    return success;
  };
}

interface RateLimitBinding {
  readonly limit: (options: { readonly key: string }) => Promise<unknown>;
}

function isRateLimit(binding: unknown): binding is RateLimitBinding {
  return typeof (binding as Partial<RateLimitBinding> | null | undefined)?.limit === 'function';
}
