import { axisBetween, type Regions } from './axis.ts';
import { type CandidateSession, inSession } from './candidate-request.ts';

/** One of the things of which a session may have several, such as a role. */
interface Choice<Demand> {
  readonly word: string;
  /** Entries that a session has by this choice. */
  readonly members: readonly string[];
  readonly passes: (demand: Demand) => boolean;
}

/**
 * An axis on which a session has any number of members, and one that passes is enough. So one member at a time shows all
 * that passes one route only, but to pass both routes a session may need one for each.
 */
export function anyOfAxis<Demand>(
  old: Demand | null,
  next: Demand | null,
  choices: readonly Choice<Demand>[],
  set: (session: CandidateSession, members: readonly string[]) => void,
): Regions {
  const applying = (members: readonly string[]) => inSession((session) => set(session, members));
  const axis = axisBetween(
    old,
    next,
    choices.map(({ word, members, passes }) => ({ words: [word], passes, apply: applying(members) })),
  );
  const passesOnly = (demand: Demand | null, other: Demand | null): readonly Choice<Demand>[] =>
    choices.filter(({ passes }) => demand !== null && passes(demand) && (other === null || !passes(other)));
  const pairs = passesOnly(old, next).flatMap((a) =>
    passesOnly(next, old).map((b) => [...a.members, ...b.members].toSorted()),
  );
  const [pair] = pairs;
  if (pair === undefined) return axis;
  const words = [...(axis.both?.words ?? []), ...pairs.map((members) => members.join(' and '))];
  return { ...axis, both: { words, apply: axis.both?.apply ?? applying(pair) } };
}
