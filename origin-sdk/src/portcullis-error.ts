/**
 * Every error that this package throws, each with a stable `code` of its own.
 *
 * @example
 * if (error instanceof PortcullisError) log.warn({ code: error.code }, error.message);
 */
export abstract class PortcullisError extends Error {
  /** Such as `ERR_CONTEXT_EXPIRED`. Stable: safe to branch on and to alert on. */
  abstract readonly code: string;
}
