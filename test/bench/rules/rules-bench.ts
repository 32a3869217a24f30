import { addressFigures } from './address-figures.ts';
import { matchFigures } from './match-figures.ts';
import { processFigures } from './process-figures.ts';
import type { RulesFigure } from './rules-figure.ts';

/** Measures the rules: matching, address lists, compiling, comparing. Takes about half a minute. */
export function benchRules(rounds: number): readonly RulesFigure[] {
  return [...matchFigures(3 * rounds), ...addressFigures(rounds), ...processFigures()];
}
