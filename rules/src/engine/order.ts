/** The steps of a request in the order in which it takes them: the first refusal ends it. Nothing else states this order. */
export const STEPS = [
  'ingress',
  'route',
  'address',
  'session',
  'admit',
  'tenant',
  'authorize',
  'sign',
  'forward',
] as const;

/** The steps that close every request, refused or not. */
export const CLOSING_STEPS = ['respond', 'audit'] as const;

export type StepName = (typeof STEPS)[number];

/** Whether a request takes one step before the other. */
export function isBefore(step: StepName, other: StepName): boolean {
  return STEPS.indexOf(step) < STEPS.indexOf(other);
}
