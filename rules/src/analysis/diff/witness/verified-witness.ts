import type { Engine } from '../../../engine/index.ts';
import type { CandidateRequest } from '../axis/index.ts';
import { outcomesOf, readAccessOf, type Witness, witnessOf } from './witness.ts';

export type Claim = 'opened' | 'closed' | 'readable' | 'unreadable' | 'changed';

/** The candidate as a request, once both engines have decided it as claimed. */
export function verifiedWitness(candidate: CandidateRequest, claim: Claim, old: Engine, next: Engine): Witness {
  const witness = witnessOf(candidate);
  const outcomes = outcomesOf(witness, old, next);
  const [before, after] = [outcomes.old.kind === 'pass', outcomes.new.kind === 'pass'];
  const [readBefore, readAfter] = [readAccessOf(outcomes.old), readAccessOf(outcomes.new)];
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
