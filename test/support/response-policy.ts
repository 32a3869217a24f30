import type { ResponsePlan, ResponsePolicy } from '@portcullis/rules/policy';

type HeaderList = readonly (readonly [name: string, value: string])[];

/** Compiled headers that are the same for every class of content; several policies of a page stand beside the app's. */
export function responsePolicyOf(headers: HeaderList): ResponsePolicy {
  const plan: ResponsePlan = {
    removes: [],
    sets: headers.map(([name, value]) => ({
      name,
      value,
      joins: name === 'content-security-policy' ? 'beside' : 'strictest',
    })),
  };
  return { plans: { page: plan, code: plan, data: plan, media: plan, unchanged: plan }, nonce: null };
}

/** What a page gets where the app sends no headers of these names. */
export function pageHeaders(policy: ResponsePolicy | undefined): HeaderList {
  return (policy?.plans.page.sets ?? []).map(({ name, value }) => [name, value] as const);
}

/** What JSON gets where the app sends no headers of these names. */
export function dataHeaders(policy: ResponsePolicy | undefined): HeaderList {
  return (policy?.plans.data.sets ?? []).map(({ name, value }) => [name, value] as const);
}
