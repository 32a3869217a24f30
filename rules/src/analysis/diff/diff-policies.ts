import { builtInRoutes, createEngine } from '../../engine/index.ts';
import { type Policy, type RouteRule, SAFE_METHODS } from '../../policy/index.ts';
import type { DecidingRoute } from './axis/index.ts';
import { type Comparison, compareRoutes } from './compare/index.ts';
import type { ChangeDirection } from './order/index.ts';
import { createRoutePairFinder, type RoutePair } from './pairs/index.ts';
import {
  createNumbering,
  createRouteClasses,
  createRouteTree,
  type PathClass,
  sharedClass,
  spellableIndexes,
  spellingClasses,
  visitPathClasses,
} from './paths/index.ts';
import { createDifferenceCollector, type Diff, policyChanges } from './report/index.ts';
import { type PreparedAxis, prepareAxes } from './request-classes/index.ts';

type ClassOf = (rule: RouteRule) => number;
type Compare = (pair: RoutePair) => Comparison;

const NO_CHANGES: Comparison = { access: [], treatment: [] };

/** What changes at a path, and the positions at which routes may judge other spellings of a segment differently. */
interface PathComparison {
  readonly changed: readonly { readonly pair: RoutePair; readonly comparison: Comparison }[];
  readonly spellable: readonly number[];
}

/** Compares two versions of the rules: exactly, for all requests, in healthy shared state. README.md names the phases. */
export function diffPolicies(old: Policy, next: Policy): Diff {
  const before = createEngine(old, { development: false });
  const after = createEngine(next, { development: false });
  const numbering = createNumbering();
  const [oldClasses, newClasses] = [createRouteClasses(old, numbering), createRouteClasses(next, numbering)];
  const pairsAt = createRoutePairFinder(before, after);
  const compare = createComparer(prepareAxes(before, after), oldClasses.treatment, newClasses.treatment);
  const collector = createDifferenceCollector();
  const compareAt = (path: string): PathComparison => {
    const pairs = pairsAt(path);
    const comparisons = pairs.map((pair) => ({ pair, comparison: compare(pair) }));
    return {
      changed: comparisons.filter(({ comparison }) => comparison !== NO_CHANGES),
      spellable: spellableIndexes(pairs),
    };
  };
  const collect = ({ changed }: PathComparison, pathClass: PathClass): void => {
    for (const { pair, comparison } of changed) collector.add(comparison, pair, pathClass);
  };
  const known = new Map<string, PathComparison>();
  visitPathClasses(
    {
      old: createRouteTree([...builtInRoutes, ...old.routes], numbering, oldClasses.whole),
      new: createRouteTree([...builtInRoutes, ...next.routes], numbering, newClasses.whole),
      skipsAlike: sharedClass(old, numbering) === sharedClass(next, numbering),
    },
    (pathClass) => {
      const comparison = known.get(pathClass.key) ?? compareAt(pathClass.path);
      known.set(pathClass.key, comparison);
      collect(comparison, pathClass);
      for (const variant of spellingClasses(pathClass, comparison.spellable)) collect(compareAt(variant.path), variant);
    },
  );
  const { opened, closed, changed } = collector.collected(before, after);
  const treatment = [...policyChanges(old, next), ...changed];
  const of = (wanted: ChangeDirection): Diff['loosened'] =>
    treatment.flatMap(({ direction, difference }) => (direction === wanted ? [difference] : []));
  return { opened, closed, loosened: of('loosened'), tightened: of('tightened'), neutral: of('neutral') };
}

/** Compares each two routes once. Two that treat requests like a pair without changes are not compared at all. */
function createComparer(prepared: readonly PreparedAxis[], classOfOld: ClassOf, classOfNew: ClassOf): Compare {
  const alike = new Set<string>();
  const comparisons = new Map<DecidingRoute | null, Map<string, Comparison>>();
  return (pair) => {
    const { old, new: next, method, asked } = pair;
    const traits = `${method === 'OPTIONS'} ${SAFE_METHODS.has(method)}`;
    const treatments = `${classOf(old, classOfOld)} ${classOf(next, classOfNew)} ${traits}`;
    if (alike.has(treatments)) return NO_CHANGES;
    const key = [next?.rule.id, next?.preflight, asked?.old.id, asked?.new.id, traits].join('\n');
    const ofOld = comparisons.get(old) ?? new Map<string, Comparison>();
    const known = ofOld.get(key);
    if (known !== undefined) return known;
    const comparison = compareRoutes(prepared, pair);
    const isUnchanged = comparison.access.length + comparison.treatment.length === 0;
    if (isUnchanged) alike.add(treatments);
    else comparisons.set(old, ofOld.set(key, comparison));
    return isUnchanged ? NO_CHANGES : comparison;
  };
}

function classOf(deciding: DecidingRoute | null, classOfRule: ClassOf): string {
  return deciding === null ? 'none' : `${classOfRule(deciding.rule)} ${deciding.preflight}`;
}
