import type { ResponsePlan, RouteRule } from '../../policy/index.ts';
import { parsePolicies } from '../../responses/index.ts';

/**
 * The policy of a route that browsers report on. `observed`: it is in the rules as `csp`, and not enforced yet. `tried`: it is
 * that of `reportOnly`. `enforced`: it stops what it reports.
 */
export interface BasePolicy {
  readonly stage: 'observed' | 'tried' | 'enforced';
  /** As the rules write it: with `'nonce'`, without frame ancestors and reporting. */
  readonly directives: ReadonlyMap<string, readonly string[]>;
}

const NAME = 'content-security-policy';
const KEYS_OF_THEIR_OWN = new Set(['frame-ancestors', 'report-uri', 'report-to']);

/** `null`: browsers report on no policy of the gateway's. */
export function basePolicy({ headers }: RouteRule): BasePolicy | null {
  const { page } = headers.plans;
  const tried = sentValue(page, `${NAME}-report-only`);
  const enforced = sentValue(page, NAME);
  if (tried !== null) {
    const isObserved = page.sets.every(({ name }) => name !== NAME) && !page.removes.includes(NAME);
    return { stage: isObserved ? 'observed' : 'tried', directives: written(tried) };
  }
  return enforced === null ? null : { stage: 'enforced', directives: written(enforced) };
}

/** Policies that only fill up the app's own are not reported on. */
function sentValue({ sets }: ResponsePlan, name: string): string | null {
  return sets.find((step) => step.name === name && step.joins !== 'lacking')?.value ?? null;
}

function written(value: string): ReadonlyMap<string, readonly string[]> {
  // What may frame a page is reported on by a policy of its own.
  const directives = parsePolicies(value)
    .flatMap((policy) => [...policy])
    .filter(([name]) => !KEYS_OF_THEIR_OWN.has(name));
  return new Map(
    directives.map(([name, sources]) => [
      name,
      sources.map((source) => (source.startsWith("'nonce-") ? "'nonce'" : source)),
    ]),
  );
}
