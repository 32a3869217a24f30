import type { PathSegment } from '../../../policy/index.ts';
import type { RoutePair } from '../pairs/index.ts';
import { otherSpelling } from './other-spelling.ts';
import type { PathClass } from './path-classes.ts';

/** The paths of a class with one segment in another spelling. */
export function spellingClasses(pathClass: PathClass, indexes: readonly number[]): readonly PathClass[] {
  if (indexes.length === 0) return [];
  const segments = pathClass.path.slice(1).split('/');
  return indexes.flatMap((index) => {
    const segment = segments[index] ?? '';
    const spelling = otherSpelling(segment);
    if (spelling === null) return [];
    const path = `/${segments.with(index, spelling).join('/')}`;
    return [{ path, pattern: `${pathClass.pattern} (with "${segment}" in another spelling)`, key: path }];
  });
}

/** Where one of two routes alone has a literal: it refuses other spellings there, and the other route does not. */
export function spellableIndexes(pairs: readonly RoutePair[]): readonly number[] {
  return [...new Set(pairs.flatMap(differingIndexes))];
}

function differingIndexes({ old, new: next }: RoutePair): readonly number[] {
  if (old === null || next === null || old.rule.path === next.rule.path) return [];
  const [a, b] = [old.rule.segments, next.rule.segments];
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, index) => index).filter((index) => isLiteral(a[index]) !== isLiteral(b[index]));
}

function isLiteral(segment: PathSegment | undefined): boolean {
  return segment?.kind === 'literal';
}
