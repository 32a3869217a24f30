import { builtInRoutes, createEngine } from '../../engine/index.ts';
import { type Policy, type RouteRule, SAFE_METHODS } from '../../policy/index.ts';
import type { DecidingRoute } from './axis/index.ts';
import { type Comparison, compareRoutes } from './compare/index.ts';
import type { ChangeDirection } from './order/index.ts';
import { createRoutePairFinder, type HostGroup, hostGroupsOf, type RoutePair } from './pairs/index.ts';
import {
  createNumbering,
  createRouteClasses,
  createRouteTree,
  type Numbering,
  type PathClass,
  type RouteClasses,
  sharedClass,
  spellableIndexes,
  spellingClasses,
  visitPathClasses,
} from './paths/index.ts';
import { createDifferenceCollector, type Diff, type DifferenceCollector, policyChanges } from './report/index.ts';
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
  const versions = {
    numbering,
    classes: [createRouteClasses(old, numbering), createRouteClasses(next, numbering)] as const,
    prepared: prepareAxes(before, after),
    skipsAlike: sharedClass(old, numbering) === sharedClass(next, numbering),
  };
  const groups = hostGroupsOf(before, after);
  const collector = createDifferenceCollector({ namesHosts: groups.length > 1 });
  for (const group of groups) diffGroup(versions, group, collector);
  const { opened, closed, changed } = collector.collected(before, after);
  const treatment = [...policyChanges(old, next), ...changed];
  const of = (wanted: ChangeDirection): Diff['loosened'] =>
    treatment.flatMap(({ direction, difference }) => (direction === wanted ? [difference] : []));
  return { opened, closed, loosened: of('loosened'), tightened: of('tightened'), neutral: of('neutral') };
}

/** What the comparisons at all hosts share. */
interface Versions {
  readonly numbering: Numbering;
  readonly classes: readonly [old: RouteClasses, next: RouteClasses];
  readonly prepared: readonly PreparedAxis[];
  /** Whether paths may be left out where the routes decide alike. */
  readonly skipsAlike: boolean;
}

/** Adds what differs at the hosts of a group. */
function diffGroup(
  { numbering, classes, prepared, skipsAlike }: Versions,
  group: HostGroup,
  collector: DifferenceCollector,
): void {
  const [oldClasses, newClasses] = classes;
  const pairsAt = createRoutePairFinder(group);
  const compare = createComparer(
    (pair) => compareRoutes(prepared, pair, group.hosts),
    oldClasses.treatment,
    newClasses.treatment,
  );
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
      old: createRouteTree(group.old.routes?.rules ?? builtInRoutes, numbering, oldClasses.whole),
      new: createRouteTree(group.new.routes?.rules ?? builtInRoutes, numbering, newClasses.whole),
      skipsAlike,
    },
    (pathClass) => {
      const comparison = known.get(pathClass.key) ?? compareAt(pathClass.path);
      known.set(pathClass.key, comparison);
      collect(comparison, pathClass);
      for (const variant of spellingClasses(pathClass, comparison.spellable)) collect(compareAt(variant.path), variant);
    },
  );
}

/** Compares each two routes once. Two that treat requests like a pair without changes are not compared at all. */
function createComparer(compareBoth: Compare, classOfOld: ClassOf, classOfNew: ClassOf): Compare {
  const alike = new Set<string>();
  const comparisons = new Map<DecidingRoute | null, Map<string, Comparison>>();
  return (pair) => {
    const { old, new: next, method, asked } = pair;
    // Forms come by POST alone.
    const traits = `${method === 'OPTIONS'} ${SAFE_METHODS.has(method)} ${method === 'POST'}`;
    const treatments = `${classOf(old, classOfOld)} ${classOf(next, classOfNew)} ${traits}`;
    if (alike.has(treatments)) return NO_CHANGES;
    const key = [next?.rule.id, next?.preflight, asked?.old.id, asked?.new.id, traits].join('\n');
    const ofOld = comparisons.get(old) ?? new Map<string, Comparison>();
    const known = ofOld.get(key);
    if (known !== undefined) return known;
    const comparison = compareBoth(pair);
    const isUnchanged = comparison.access.length + comparison.treatment.length === 0;
    if (isUnchanged) alike.add(treatments);
    else comparisons.set(old, ofOld.set(key, comparison));
    return isUnchanged ? NO_CHANGES : comparison;
  };
}

function classOf(deciding: DecidingRoute | null, classOfRule: ClassOf): string {
  return deciding === null ? 'none' : `${classOfRule(deciding.rule)} ${deciding.preflight}`;
}
