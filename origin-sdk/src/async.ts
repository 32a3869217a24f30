import { AsyncLocalStorage } from 'node:async_hooks';
import type { TenantContext } from './context-from-claims.ts';
import { PortcullisError } from './portcullis-error.ts';

/** {@link currentContext} was called where no request is being served. It is a mistake in the app, not of the client. */
export class NoContextError extends PortcullisError {
  /** Always the name of the class, minified or not. */
  override readonly name = 'NoContextError';
  /** Stable: safe to branch on. */
  override readonly code = 'ERR_NO_CONTEXT';

  constructor() {
    super(
      'There is no current tenant context. Call currentContext() only while a request is served that the adapter has verified: not at start, not on a path that the "open" option names. In work that a request only left behind, such as a shared queue, hand it over: runWithContext(context, work).',
    );
  }
}

const storage = new AsyncLocalStorage<TenantContext>();

/**
 * Runs `work` and everything that it starts (timers, promises, streams) with `context` as the current one, and answers
 * what `work` answers. Needs `node:async_hooks`: Node, Deno, Bun, and Workers with the flag `nodejs_compat`.
 *
 * @param context verified: what a verifier or an adapter gave, never one made by hand
 */
export function runWithContext<Result>(context: TenantContext, work: () => Result): Result {
  return storage.run(context, work);
}

/** The verified context of the request that is being served, however deep in the app. Throws {@link NoContextError} where there is none. */
export function currentContext(): TenantContext {
  const context = storage.getStore();
  if (context === undefined) throw new NoContextError();
  return context;
}
