import type { Entry } from '../entry.ts';
import type { ExactShape } from '../exact-shape.ts';
import type { Joined } from '../joined.ts';
import type { ConditionKey } from './module.ts';
import type { Condition } from './policy.ts';
import { CONDITION_MODULES, type CONDITIONS } from './registry.ts';

const modules = CONDITION_MODULES;

const joined: Joined<(typeof CONDITIONS)[Condition]['schema']> = Object.assign(
  {},
  ...modules.map(({ schema }) => schema),
);
const readByConditions: ExactShape<ConditionKey> = (shape) => shape;

/** The keys of all conditions, as they stand beside each other in the access of a route. */
export const conditionsSchema = readByConditions(joined);

export type ConditionsEntry = Entry<typeof conditionsSchema>;

export const conditionsExamples: Readonly<Record<string, string>> = Object.assign(
  {},
  ...modules.map(({ examples }) => examples),
);
