import { type Explanation, explain } from '../analysis/explain/index.ts';
import type { Engine } from '../engine/index.ts';
import { compare, type Difference } from './compare.ts';
import type { TestCase } from './test-case.ts';

/** A case with what really came of it. */
export interface CaseResult {
  readonly testCase: TestCase;
  readonly explanation: Explanation;
  /** Empty where the case holds. */
  readonly differences: readonly Difference[];
}

/** Decides every case by the rules. */
export function runCases(engine: Engine, cases: readonly TestCase[]): readonly CaseResult[] {
  return cases.map((testCase) => {
    const explanation = explain(engine, testCase.question);
    return { testCase, explanation, differences: compare(testCase.expectation, explanation) };
  });
}
