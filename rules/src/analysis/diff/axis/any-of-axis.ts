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
  const pairs = passesOnly(old, next).flatMap((a) => passesOnly(next, old).map((b) => [a, b] as const));
  const [pair] = pairs;
  if (pair === undefined) return axis;
  // Words may say more than the members do, such as what the session is shown by.
  const wordsOf = (choices: typeof pair): string =>
    choices
      .map(({ word }) => word)
      .toSorted()
      .join(' and ');
  return {
    ...axis,
    both: {
      words: [...(axis.both?.words ?? []), ...pairs.map(wordsOf)],
      apply: axis.both?.apply ?? applying(pair.flatMap(({ members }) => members).toSorted()),
    },
  };
}
