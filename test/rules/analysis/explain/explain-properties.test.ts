import { compileRules, formatProblems } from '@portcullis/rules/compiler';
import { createEngine, decide } from '@portcullis/rules/engine';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sessionFact } from '../../../../rules/src/analysis/explain/asker.ts';
import { explain, type Question } from '../../../../rules/src/analysis/explain/index.ts';
import { admitFact } from '../../../../rules/src/analysis/explain/state.ts';
import { requestFacts } from '../../../../rules/src/analysis/request.ts';
import { preflights, samples } from '../../../e2e/parity/random-requests.ts';
import { parityRules } from '../../../e2e/parity/rules.ts';

const NOW = Date.UTC(2026, 10, 24, 10) / 1000;
const compiled = compileRules({
  file: 'r.yaml',
  text: parityRules('http://127.0.0.1:9', NOW).replaceAll('PORT', '8787'),
});
if (!compiled.ok) throw new Error(formatProblems(compiled.problems));
const engine = createEngine(compiled.policy, { development: true });

const state: fc.Arbitrary<Question['state']> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ kind: 'unavailable' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('answered' as const),
      exceeded: fc.subarray(['plenty', 'scarce'], { maxLength: 1 }),
      revokedBy: fc.constantFrom(null, null, 'user' as const),
      tenantPolicy: fc.option(
        fc.record({
          suspended: fc.boolean(),
          addresses: fc.subarray(['10.0.0.0/8']),
          requireMfa: fc.boolean(),
          forbidActAs: fc.boolean(),
          notBefore: fc.constantFrom(0, NOW - 100),
        }),
      ),
    }),
  },
);
const questions: fc.Arbitrary<Question> = fc
  .record({
    sample: fc.oneof({ weight: 4, arbitrary: samples }, { weight: 1, arbitrary: preflights }),
    state,
  })
  .map(({ sample: { host, target, cf, headers, ...sample }, state: described }) => {
    const at = host.replace('PORT', '8787');
    const own = Object.entries(headers).map(([name, value]) => [name, value === 'OWN' ? `http://${at}` : value]);
    const request = {
      ...sample,
      ...cf,
      url: `http://${at}${target}`,
      headers: Object.fromEntries(own),
      nowSeconds: NOW,
    };
    return { request, asker: sample.asker, state: described };
  });

test('the verdict is the one of decide, and the findings lead to it', () => {
  fc.assert(
    fc.property(questions, (question) => {
      const explanation = explain(engine, question);
      const findings = explanation.steps.flatMap(({ step, findings: own }) =>
        own.map((finding) => ({ step, ...finding })),
      );
      const refused = findings.filter(({ result }) => result === 'refused');
      expect(refused.map(({ step, reason, at }) => ({ step, reason, at }))).toEqual(
        explanation.refusal === null
          ? []
          : [{ step: explanation.refusal.step, reason: explanation.refusal.reason, at: explanation.refusal.at }],
      );
      const facts = requestFacts(question.request);
      if ('reason' in facts) {
        expect(explanation.refusal?.reason).toBe(facts.reason);
        return;
      }
      const outcome = decide(engine, facts, {
        session: sessionFact(question.asker, engine, NOW),
        admit: (plan) => admitFact(question.state, plan),
      });
      expect(explanation.outcome).toBe(outcome.kind === 'pass' ? 'passed' : 'refused');
      expect(explanation.refusal?.reason ?? null).toBe(outcome.kind === 'pass' ? null : outcome.refusal.reason);
      expect(explanation.observed.map(({ reason }) => reason)).toEqual(
        outcome.decision.observed.map(({ reason }) => reason),
      );
      expect(explanation.degraded).toBe(outcome.decision.degraded);
    }),
    { numRuns: 1500 },
  );
});

test('whatever refuses says what would pass, and a request that passes has nothing that refuses', () => {
  fc.assert(
    fc.property(questions, (question) => {
      const { outcome, steps } = explain(engine, question);
      const findings = steps.flatMap((step) => step.findings);
      for (const { reason, wouldPass, result } of findings) {
        expect(reason === null).toBe(result === 'passed');
        // No date brings a route back that has closed for good.
        if (reason !== null && reason !== 'no_longer_open') expect(wouldPass).toMatch(/\S/);
      }
      if (outcome === 'passed')
        expect(findings.every(({ result }) => result === 'passed' || result === 'observed')).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
