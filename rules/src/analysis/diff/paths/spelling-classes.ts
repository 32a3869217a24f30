import type { PathSegment } from '../../../policy/index.ts';
import type { Meeting } from '../pairs/index.ts';
import { otherSpelling } from './other-spelling.ts';
import type { PathCell } from './path-classes.ts';

/** Paths of a cell with one segment spelled otherwise. */
export function spellingCells(cell: PathCell, indexes: readonly number[]): readonly PathCell[] {
  if (indexes.length === 0) return [];
  const segments = cell.path.slice(1).split('/');
  return indexes.flatMap((index) => {
    const segment = segments[index] ?? '';
    const spelling = otherSpelling(segment);
    if (spelling === null) return [];
    const path = `/${segments.with(index, spelling).join('/')}`;
    return [{ path, pattern: `${cell.pattern} (with "${segment}" in another spelling)`, key: path }];
  });
}

/** Where one of two routes alone has a literal: it refuses other spellings there, and the other route does not. */
export function spellableIndexes(meetings: readonly Meeting[]): readonly number[] {
  return [...new Set(meetings.flatMap(differingIndexes))];
}

function differingIndexes({ old, new: next }: Meeting): readonly number[] {
  if (old === null || next === null || old.route.path === next.route.path) return [];
  const [a, b] = [old.route.segments, next.route.segments];
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, index) => index).filter((index) => isLiteral(a[index]) !== isLiteral(b[index]));
}

function isLiteral(segment: PathSegment | undefined): boolean {
  return segment?.kind === 'literal';
}
