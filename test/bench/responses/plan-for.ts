import type { ResponsePlan } from '@portcullis/rules/policy';

/** The compiled headers that the first segment of a path names. */
export function planFor(pathname: string): ResponsePlan | undefined {
  return ANSWER_PLANS[pathname.slice(1, pathname.indexOf('/', 1))];
}
