import type { Dimension } from '../axis/index.ts';
import { CONTROL_AXES } from './control-axes.ts';

const TITLES: ReadonlyMap<Dimension, string> = new Map<Dimension, string>([
  ['route', 'route'],
  ['pages', 'answers readable by'],
  ...CONTROL_AXES.map(({ dimension, title }) => [dimension, title] as const),
]);

/** What a report calls the values of a dimension. */
export function dimensionTitle(dimension: Dimension): string {
  return TITLES.get(dimension) ?? dimension;
}
