import type { TenantContext } from '../context-from-claims.ts';
import type { ReceivedRequest } from '../context-verifier.ts';
import { type AdapterOptions, createGuard, isNotLetIn } from '../guard.ts';
import { problemResponse } from './fetch-request.ts';
import { accessProblem, NOT_LET_IN } from './problem.ts';

/** What a handler gives back. */
export type Answer = Response | Promise<Response>;

/** Does `work` with `context` as the current one. */
export type Within = <Result>(context: TenantContext, work: () => Result) => Result;

/** Calls `serve` for requests that came through the gateway, with `null` on an open path. */
export function guardHandler<Asked extends Request, Rest extends readonly unknown[]>(
  serve: (request: Asked, context: TenantContext | null, ...rest: Rest) => Answer,
  options: AdapterOptions<Request>,
  receivedAs: (request: Request) => ReceivedRequest,
  within: Within = (_context, work) => work(),
): (request: Asked, ...rest: Rest) => Promise<Response> {
  const guard = createGuard(options);
  return async (request, ...rest) => {
    const verdict = await guard(receivedAs(request), request);
    if (isNotLetIn(verdict)) return problemResponse(NOT_LET_IN[verdict]);
    try {
      if (verdict === 'open') return await serve(request, null, ...rest);
      return await within(verdict, () => serve(request, verdict, ...rest));
    } catch (error) {
      const problem = accessProblem(error);
      if (problem === null) throw error;
      return problemResponse(problem);
    }
  };
}
