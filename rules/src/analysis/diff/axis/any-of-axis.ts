import { type Axis, axisBetween } from './axis.ts';
import { type CandidateSession, inSession } from './candidate-request.ts';
import type { Dimension } from './dimension.ts';
import type { EffectiveRoute } from './effective-route.ts';

/** One of the things of which a session may have several, such as a role. */
interface Choice {
  readonly word: string;
  /** Entries that a session has by this choice. */
  readonly members: readonly string[];
  readonly passes: (route: EffectiveRoute) => boolean;
}

/**
 * An axis on which a session has any number of members, and one that passes is enough. So one member at a time shows all
 * that passes one route only, but to pass both routes a session may need one for each.
 */
export function anyOfAxis(
  dimension: Dimension,
  old: EffectiveRoute | null,
  next: EffectiveRoute | null,
  choices: readonly Choice[],
  set: (session: CandidateSession, members: readonly string[]) => void,
): Axis {
  const applying = (members: readonly string[]) => inSession((session) => set(session, members));
  const axis = axisBetween(
    dimension,
    old,
    next,
    choices.map(({ word, members, passes }) => ({ words: [word], passes, apply: applying(members) })),
  );
  const passesOnly = (route: EffectiveRoute | null, other: EffectiveRoute | null): readonly Choice[] =>
    choices.filter(({ passes }) => route !== null && passes(route) && (other === null || !passes(other)));
  const pairs = passesOnly(old, next).flatMap((a) =>
    passesOnly(next, old).map((b) => [...a.members, ...b.members].toSorted()),
  );
  const [pair] = pairs;
  if (pair === undefined) return axis;
  const words = [...(axis.both?.words ?? []), ...pairs.map((members) => members.join(' and '))];
  return { ...axis, both: { words, apply: axis.both?.apply ?? applying(pair) } };
}
