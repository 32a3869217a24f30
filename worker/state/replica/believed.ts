import { tightestPolicy } from '@portcullis/rules/engine';
import type { RevokedBy, Verdict } from '../port.ts';
import type { FeedPosition } from '../store.ts';
import { type Standing, standingOf } from './lost-state.ts';
import type { Copy } from './plan.ts';
import { revokerIn, type Subject } from './suspicion.ts';

/** What the store says of a session and its tenant, and where it stands. */
export interface Said extends Verdict {
  readonly position: FeedPosition | null;
}

/** A copy, with what only a store that has lost its state makes anybody ask for. */
export interface Witness extends Pick<Copy, 'suspicionOf' | 'policyOf'> {
  readonly position: FeedPosition | null;
  /** What held of a tenant in a state that is gone; `null` if nothing did, or if it has been set again. */
  readonly lostPolicyOf: (tenant: string) => Verdict['tenantPolicy'];
}

/** Of what is asked. */
export interface Whom {
  readonly tenant: string;
  readonly subject: Subject | null;
}

/** How an answer of the store stands to a copy, when it comes. */
export interface Comparison {
  readonly standing: Standing;
  /** The store says less than is known here, which it may have lost before it went on: only its feed can show. */
  readonly isDoubtful: boolean;
  /** What the copy held of the tenant; where it did not hold the policy, what a lost state did. */
  readonly policyBefore: Verdict['tenantPolicy'];
}

/** Holds what the store says against what is known here. */
export function compare(copy: Witness, said: Said, { tenant, subject }: Whom, nowSeconds: number): Comparison {
  const standing = standingOf(copy.position, said.position);
  const policyBefore = copy.policyOf(tenant) ?? copy.lostPolicyOf(tenant);
  const isSuspect = (): boolean =>
    said.revokedBy === null && subject !== null && copy.suspicionOf(subject, nowSeconds) === 'maybe';
  const isLooser = (): boolean =>
    JSON.stringify(tightestPolicy(said.tenantPolicy, policyBefore)) !== JSON.stringify(said.tenantPolicy);
  return { standing, policyBefore, isDoubtful: standing === 'ahead' && (isSuspect() || isLooser()) };
}

/**
 * What is believed in the end. A store that has lost its state says "not revoked" of everyone: what this isolate knows holds
 * all the same.
 */
export function believed(
  copy: Witness,
  said: Said,
  { standing, policyBefore }: Comparison,
  { tenant, subject }: Whom,
  nowSeconds: number,
): Verdict {
  const held = standing === 'behind' ? policyBefore : copy.lostPolicyOf(tenant);
  return {
    revokedBy: said.revokedBy ?? (subject === null ? null : revokedHere(copy, subject, standing, nowSeconds)),
    tenantPolicy: tightestPolicy(said.tenantPolicy, held),
  };
}

function revokedHere(copy: Witness, subject: Subject, standing: Standing, nowSeconds: number): RevokedBy | null {
  const suspicion = copy.suspicionOf(subject, nowSeconds);
  if (suspicion !== 'maybe') return revokerIn(suspicion);
  // The store was asked about this very text. Only where it has another past is a likeness enough.
  return standing === 'behind' ? 'session' : null;
}
