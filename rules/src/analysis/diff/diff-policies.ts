import { builtInRoutes, createEngine, SAFE_METHODS } from '../../engine/index.ts';
import type { Policy, RouteRule } from '../../policy/index.ts';
import type { Side } from './axis/index.ts';
import { type Comparison, compareSides } from './compare/index.ts';
import type { Move } from './order/index.ts';
import type { Meeting } from './pairs/index.ts';
import { createMeetingFinder } from './pairs/index.ts';
import {
  createClasses,
  createNumbering,
  createRouteTree,
  type PathCell,
  sharedClass,
  spellableIndexes,
  spellingCells,
  visitPathCells,
} from './paths/index.ts';
import type { Diff } from './report/index.ts';
import { createCollection, policyChanges } from './report/index.ts';
import type { Space } from './request-classes/index.ts';
import { createAddressAxis, createHostAxis, rolesOfBoth } from './request-classes/index.ts';

type ClassOf = (route: RouteRule) => number;
type Compare = (meeting: Meeting) => Comparison;

const NOTHING: Comparison = { findings: [], changes: [] };

/** What is told apart at a path, and the positions at which other spellings of a segment may be told apart too. */
interface Tellings {
  readonly tellings: readonly { readonly meeting: Meeting; readonly comparison: Comparison }[];
  readonly spellable: readonly number[];
}

/**
 * Tells two versions of the rules apart: exactly, for all requests, in healthy shared state. Paths are laid out in cells
 * that no rule tells apart, the engine says which routes decide each, and the two routes are compared condition by condition.
 */
export function diffPolicies(old: Policy, next: Policy): Diff {
  const before = createEngine(old, { development: false });
  const after = createEngine(next, { development: false });
  const numbering = createNumbering();
  const [oldClasses, newClasses] = [createClasses(old, numbering), createClasses(next, numbering)];
  const meetingsAt = createMeetingFinder(before, after);
  const space = {
    roles: rolesOfBoth(old, next),
    addressAxis: createAddressAxis(old, next),
    hostAxis: createHostAxis(before, after),
  };
  const compare = createComparer(space, oldClasses.treatment, newClasses.treatment);
  const collection = createCollection();
  const tellingsAt = (path: string): Tellings => {
    const meetings = meetingsAt(path);
    const tellings = meetings.map((meeting) => ({ meeting, comparison: compare(meeting) }));
    return {
      tellings: tellings.filter(({ comparison }) => comparison !== NOTHING),
      spellable: spellableIndexes(meetings),
    };
  };
  const collect = ({ tellings }: Tellings, cell: PathCell): void => {
    for (const { meeting, comparison } of tellings) collection.add(comparison, meeting, cell);
  };
  const known = new Map<string, Tellings>();
  visitPathCells(
    {
      old: createRouteTree([...builtInRoutes, ...old.routes], numbering, oldClasses.whole),
      new: createRouteTree([...builtInRoutes, ...next.routes], numbering, newClasses.whole),
      skipsAlike: sharedClass(old, numbering) === sharedClass(next, numbering),
    },
    (cell) => {
      const tellings = known.get(cell.key) ?? tellingsAt(cell.path);
      known.set(cell.key, tellings);
      collect(tellings, cell);
      for (const variant of spellingCells(cell, tellings.spellable)) collect(tellingsAt(variant.path), variant);
    },
  );
  const { opened, closed, changed } = collection.diff(before, after);
  const moved = [...policyChanges(old, next), ...changed];
  const of = (wanted: Move): Diff['loosened'] =>
    moved.flatMap(({ move, difference }) => (move === wanted ? [difference] : []));
  return { opened, closed, loosened: of('loosened'), tightened: of('tightened'), neutral: of('neutral') };
}

/** Compares each two routes once; those that treat requests like two between which there was nothing, not at all. */
function createComparer(space: Space, classOfOld: ClassOf, classOfNew: ClassOf): Compare {
  const alike = new Set<string>();
  const comparisons = new Map<Side | null, Map<string, Comparison>>();
  return (meeting) => {
    const { old, new: next, method, asked } = meeting;
    const traits = `${method === 'OPTIONS'} ${SAFE_METHODS.has(method)}`;
    const treatments = `${classOf(old, classOfOld)} ${classOf(next, classOfNew)} ${traits}`;
    if (alike.has(treatments)) return NOTHING;
    const key = [next?.route.id, next?.preflight, asked?.old.id, asked?.new.id, traits].join('\n');
    const ofOld = comparisons.get(old) ?? new Map<string, Comparison>();
    const known = ofOld.get(key);
    if (known !== undefined) return known;
    const comparison = compareSides(space, meeting);
    const isNothing = comparison.findings.length + comparison.changes.length === 0;
    if (isNothing) alike.add(treatments);
    else comparisons.set(old, ofOld.set(key, comparison));
    return isNothing ? NOTHING : comparison;
  };
}

function classOf(side: Side | null, classOfRoute: ClassOf): string {
  return side === null ? 'none' : `${classOfRoute(side.route)} ${side.preflight}`;
}
