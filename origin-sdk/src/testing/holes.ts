import type { RawAnswer } from './raw-request.ts';
import type { Verdict } from './verdict.ts';
import { CHECKS, type ContextCheck } from './wrong/checks.ts';

/** What became of one wrong context. */
export interface ExaminedCase {
  /** Stable: safe to branch on. */
  readonly name: string;
  /** What an app that lets it in leaves out. */
  readonly check: ContextCheck;
  /** In a few words, such as "a context that has expired". */
  readonly what: string;
  /** What the app made of it. */
  readonly verdict: Verdict;
  /** `null` where it was not tried, since the time was up. */
  readonly answer: RawAnswer | null;
}

/** One check that an app leaves out. */
export interface Hole {
  /** What the app leaves out. Stable: safe to branch on. */
  readonly check: ContextCheck;
  /** What is wrong with the app. */
  readonly hole: string;
  /** How to fix it. */
  readonly fix: string;
  /** The wrong contexts that were let in, at least one. */
  readonly letIn: readonly ExaminedCase[];
}

/** What the app leaves out, in the order of the checks. */
export function holesOf(cases: readonly ExaminedCase[]): readonly Hole[] {
  return (Object.keys(CHECKS) as ContextCheck[]).flatMap((check) => {
    const letIn = cases.filter((examined) => examined.check === check && examined.verdict === 'let_in');
    return letIn.length === 0 ? [] : [{ check, ...CHECKS[check], letIn }];
  });
}
