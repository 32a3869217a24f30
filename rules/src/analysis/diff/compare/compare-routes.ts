import type { Axis, Dimension, Draft, Side } from '../axis/index.ts';
import type { Meeting } from '../pairs/index.ts';
import { type Product, productsOf, type Space } from '../request-classes/index.ts';
import { type TreatmentChange, treatmentChanges } from '../treatment/index.ts';
import { axisWords, createFinding, type Finding, type Pick } from './access-change.ts';
import { accessWords } from './access-words.ts';
import { type Cause, causeOf, routeCause } from './cause.ts';
import { joinFindings } from './join-access-changes.ts';

/** Requests that both let pass and treat otherwise. */
export interface Change extends TreatmentChange {
  readonly cause: Cause;
  readonly draft: (draft: Draft) => void;
}

export interface Comparison {
  readonly findings: readonly Finding[];
  readonly changes: readonly Change[];
}

/** What only routes for roles ask for. */
const FOLLOWERS: readonly Dimension[] = ['sites', 'actAs', 'authenticationAge', 'authenticationMethods'];

/** Everything that tells two sides apart for requests of a method. At least one side has a route. */
export function compareSides(space: Space, { old, new: next, method, asked }: Meeting): Comparison {
  const products = productsOf(space, old, next, method);
  if (old === null || next === null) return { findings: oneSided(products, old, next, asked), changes: [] };
  return {
    findings: withoutDoubles(joinFindings(products.flatMap((product) => twoSided(product, old, next))), old, next),
    changes: changesOf(products, old, next),
  };
}

function oneSided(
  products: readonly Product[],
  old: Side | null,
  next: Side | null,
  asked: Meeting['asked'],
): readonly Finding[] {
  const [direction, side, pick] =
    next === null ? (['closed', old, 'old'] as const) : (['opened', next, 'new'] as const);
  if (side === null) return [];
  const cause =
    asked === null
      ? routeCause(old?.route ?? null, next?.route ?? null, [])
      : routeCause(asked.old, asked.new, ['cors']);
  return joinFindings(
    products
      .filter(({ axes }) => axes.every((axis) => axis[pick] !== null))
      .map((product) => {
        const draft = drafter(product, pick);
        if (asked === null) return createFinding(direction, 'route', accessWords(side.route), product, cause, draft);
        return createFinding(direction, 'sites', axisWords(product, 'sites', pick), product, cause, draft);
      }),
  );
}

function twoSided(product: Product, old: Side, next: Side): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [direction, pick] of [
    ['opened', 'new'],
    ['closed', 'old'],
  ] as const) {
    if (product.axes.some((axis) => axis[pick] === null)) continue;
    for (const axis of product.axes) {
      const region = axis[direction];
      if (region === null) continue;
      const draft = drafter(product, pick, axis, region.apply);
      const cause = causeOf(axis.dimension, old, next);
      findings.push(createFinding(direction, axis.dimension, region.words, product, cause, draft));
    }
  }
  const reads = readingOf(product, old, next);
  return reads === null ? findings : [...findings, reads];
}

/** Pages that may read what they could already cause, or may no longer. */
function readingOf(product: Product, old: Side, next: Side): Finding | null {
  const [before, after] = [product.old?.reads ?? 0, product.new?.reads ?? 0];
  if (before === after || product.axes.some((axis) => axis.both === null)) return null;
  const site = axisWords(product, 'sites', 'both');
  const how = Math.max(before, after) === 2 ? ' with the session' : '';
  const words = site.map((text) => `${text}${how}`);
  const direction = after > before ? 'opened' : 'closed';
  return createFinding(direction, 'pages', words, product, causeOf('pages', old, next), drafter(product, 'both'));
}

function changesOf(products: readonly Product[], old: Side, next: Side): readonly Change[] {
  const common = products.find(({ axes }) => axes.every((axis) => axis.both !== null));
  if (common === undefined) return [];
  return treatmentChanges(old, next).map((change) => ({
    ...change,
    cause: routeCause(old.route, next.route, [change.part === 'preflight' ? 'cors' : change.part]),
    draft: drafter(common, 'both'),
  }));
}

function drafter(product: Product, pick: Pick, special?: Axis, apply?: (draft: Draft) => void): (draft: Draft) => void {
  return (draft) => {
    for (const axis of product.axes) {
      if (axis === special) apply?.(draft);
      // A request with little that is new in it shows the difference best.
      else (axis.both ?? axis[pick])?.apply(draft);
    }
  };
}

/** A route that becomes public asks for less on other axes as well: one finding tells all of it. */
function withoutDoubles(findings: readonly Finding[], old: Side, next: Side): readonly Finding[] {
  const kindsDiffer = old.route.access.kind !== next.route.access.kind;
  if (!kindsDiffer || JSON.stringify(old.route.cors) !== JSON.stringify(next.route.cors)) return findings;
  const directions = new Set(findings.flatMap(({ dimension, direction }) => (dimension === 'who' ? [direction] : [])));
  const isFollower = ({ dimension, direction }: Finding): boolean =>
    directions.has(direction) && FOLLOWERS.includes(dimension);
  return findings
    .filter((each) => !isFollower(each))
    .map((each) => {
      if (each.dimension !== 'who') return each;
      const followers = findings.filter((other) => isFollower(other) && other.direction === each.direction);
      return { ...each, also: followers.flatMap(({ what }) => [...what]) };
    });
}
