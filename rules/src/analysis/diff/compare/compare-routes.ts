import { VISITOR_CONTROLS } from '../../../controls/index.ts';
import {
  type Axis,
  type CandidateRequest,
  type Cause,
  type DecidingRoute,
  type Dimension,
  type HostClass,
  routeCause,
  withoutOtherTenants,
} from '../axis/index.ts';
import type { RoutePair } from '../pairs/index.ts';
import { type PreparedAxis, type RequestClass, requestClassesOf } from '../request-classes/index.ts';
import { type PartChange, partChanges } from '../treatment/index.ts';
import { type AccessChange, axisWords, createAccessChange, type Passing } from './access-change.ts';
import { accessWords } from './access-words.ts';
import { causeOf } from './cause.ts';
import { joinAccessChanges } from './join-access-changes.ts';

/** Requests that pass both routes and are treated differently. */
export interface TreatmentChange extends PartChange {
  readonly hosts: ReadonlySet<string>;
  readonly cause: Cause;
  /** Makes the candidate one of the requests. */
  readonly apply: (candidate: CandidateRequest) => void;
}

/** All in which two routes differ for the requests that both decide. */
export interface Comparison {
  readonly access: readonly AccessChange[];
  readonly treatment: readonly TreatmentChange[];
}

/** What only routes for roles ask for. */
const ROLE_DIMENSIONS: ReadonlySet<Dimension> = new Set<Dimension>([
  'sites',
  ...Object.values(VISITOR_CONTROLS)
    .flatMap(({ diff }) => diff.axes.map(({ dimension }) => dimension))
    .filter((dimension) => dimension !== 'who'),
]);

/** Compares the two routes, at least one of which is there, for requests of the pair's method to the hosts. */
export function compareRoutes(
  prepared: readonly PreparedAxis[],
  { old, new: next, method, asked }: RoutePair,
  hosts: readonly HostClass[],
): Comparison {
  const classes = requestClassesOf(prepared, old, next, method, hosts);
  if (old === null || next === null) return { access: changesOfOneRoute(classes, old, next, asked), treatment: [] };
  const changes = joinAccessChanges(classes.flatMap((requestClass) => changesBetween(requestClass, old, next)));
  return { access: withoutImplied(changes, old, next), treatment: treatmentChanges(classes, old, next) };
}

/** Everything that the one route lets pass is opened, or closed. */
function changesOfOneRoute(
  classes: readonly RequestClass[],
  old: DecidingRoute | null,
  next: DecidingRoute | null,
  asked: RoutePair['asked'],
): readonly AccessChange[] {
  const [direction, route, passing] =
    next === null ? (['closed', old, 'old'] as const) : (['opened', next, 'new'] as const);
  if (route === null) return [];
  const cause =
    asked === null ? routeCause(old?.rule ?? null, next?.rule ?? null, []) : routeCause(asked.old, asked.new, ['cors']);
  return joinAccessChanges(
    classes
      .filter(({ axes }) => axes.every((axis) => axis[passing] !== null))
      .map((each) => {
        const apply = candidateBuilder(each, passing);
        if (asked === null) return createAccessChange(direction, 'route', accessWords(route.rule), each, cause, apply);
        return createAccessChange(direction, 'sites', axisWords(each, 'sites', passing), each, cause, apply);
      }),
  );
}

/** What passes one of the routes only: on each axis, the region that is opened or closed. */
function changesBetween(requestClass: RequestClass, old: DecidingRoute, next: DecidingRoute): readonly AccessChange[] {
  const changes: AccessChange[] = [];
  for (const [direction, passing] of [
    ['opened', 'new'],
    ['closed', 'old'],
  ] as const) {
    if (requestClass.axes.some((axis) => axis[passing] === null)) continue;
    for (const axis of requestClass.axes) {
      const region = axis[direction];
      if (region === null) continue;
      const apply = candidateBuilder(requestClass, passing, axis, region.apply);
      const cause = causeOf(axis.dimension, old, next);
      changes.push(createAccessChange(direction, axis.dimension, region.words, requestClass, cause, apply));
    }
  }
  const reading = readingChange(requestClass, old, next);
  return reading === null ? changes : [...changes, reading];
}

/** Pages that may read what they could already cause, or may no longer. */
function readingChange(requestClass: RequestClass, old: DecidingRoute, next: DecidingRoute): AccessChange | null {
  const [before, after] = [requestClass.old?.readAccess ?? 0, requestClass.new?.readAccess ?? 0];
  if (before === after || requestClass.axes.some((axis) => axis.both === null)) return null;
  const how = Math.max(before, after) === 2 ? ' with the session' : '';
  const words = axisWords(requestClass, 'sites', 'both').map((site) => `${site}${how}`);
  const direction = after > before ? 'opened' : 'closed';
  const cause = causeOf('pages', old, next);
  return createAccessChange(direction, 'pages', words, requestClass, cause, candidateBuilder(requestClass, 'both'));
}

function treatmentChanges(
  classes: readonly RequestClass[],
  old: DecidingRoute,
  next: DecidingRoute,
): readonly TreatmentChange[] {
  const common = classes.find(({ axes }) => axes.every((axis) => axis.both !== null));
  if (common === undefined) return [];
  return partChanges(old, next).map((change) => ({
    ...change,
    hosts: withoutOtherTenants(new Set(classes.flatMap((each) => axisWords(each, 'hosts', 'both')))),
    cause: routeCause(old.rule, next.rule, [change.part === 'preflight' ? 'cors' : change.part]),
    apply: candidateBuilder(common, 'both'),
  }));
}

/** @param special an axis of which the candidate gets a value by `apply`, not by the region that passes */
function candidateBuilder(
  requestClass: RequestClass,
  passing: Passing,
  special?: Axis,
  apply?: (candidate: CandidateRequest) => void,
): (candidate: CandidateRequest) => void {
  return (candidate) => {
    for (const axis of requestClass.axes) {
      if (axis === special) apply?.(candidate);
      // A request with little that is new in it shows the difference best.
      else (axis.both ?? axis[passing])?.apply(candidate);
    }
  };
}

/** A route that becomes public asks for less on other axes as well: the change of `who` says all of it. */
function withoutImplied(
  changes: readonly AccessChange[],
  old: DecidingRoute,
  next: DecidingRoute,
): readonly AccessChange[] {
  const kindsDiffer = old.rule.access.kind !== next.rule.access.kind;
  if (!kindsDiffer || JSON.stringify(old.rule.cors) !== JSON.stringify(next.rule.cors)) return changes;
  const directions = new Set(changes.flatMap(({ dimension, direction }) => (dimension === 'who' ? [direction] : [])));
  const isImplied = ({ dimension, direction }: AccessChange): boolean =>
    directions.has(direction) && ROLE_DIMENSIONS.has(dimension);
  return changes
    .filter((each) => !isImplied(each))
    .map((each) => {
      if (each.dimension !== 'who') return each;
      const implied = changes.filter((other) => isImplied(other) && other.direction === each.direction);
      return { ...each, also: implied.flatMap(({ what }) => [...what]) };
    });
}
