import { CONDITION_ORDER, type Condition } from '../../../policy/index.ts';

/** `tenant` is about the hosts. */
type ConditionDimension = Exclude<Condition, 'tenant'>;

/** Dimensions in the order of the report. Those of conditions stand in the order in which conditions are asked. */
export const DIMENSIONS = [
  'route',
  'who',
  'sites',
  'pages',
  'hosts',
  'addresses',
  ...CONDITION_ORDER.filter((condition): condition is ConditionDimension => condition !== 'tenant'),
  'actAs',
  'authenticationAge',
  'authenticationMethods',
  'requestHeaders',
] as const;

/** What a difference is about: one thing by which the rules let more or fewer requests pass. */
export type Dimension = (typeof DIMENSIONS)[number];
