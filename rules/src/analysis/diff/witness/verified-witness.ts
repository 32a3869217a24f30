import type { Engine } from '../../../engine/index.ts';
import type { Draft } from '../axis/index.ts';
import { outcomesOf, readsOf, type Witness, witnessOf } from './witness.ts';

export type Claim = 'opened' | 'closed' | 'readable' | 'unreadable' | 'changed';

/** The draft as a request, once both engines have decided it as claimed. */
export function verifiedWitness(draft: Draft, claim: Claim, old: Engine, next: Engine): Witness {
  const witness = witnessOf(draft);
  const outcomes = outcomesOf(witness, old, next);
  const [before, after] = [outcomes.old.kind === 'pass', outcomes.new.kind === 'pass'];
  const [readBefore, readAfter] = [readsOf(outcomes.old), readsOf(outcomes.new)];
  const holds = {
    opened: !before && after,
    closed: before && !after,
    readable: before && after && readBefore < readAfter,
    unreadable: before && after && readBefore > readAfter,
    changed: before && after,
  }[claim];
  if (holds) return witness;
  const { method, url } = witness.request;
  throw new Error(`the diff claims that ${method} ${url} is ${claim}, and the engine disagrees; this is a defect`);
}
