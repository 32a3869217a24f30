import { corsAnswer, type Engine, isRouted, type Outcome } from '@portcullis/rules/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AccessDifference,
  type Diff,
  diffPolicies,
  type TreatmentDifference,
} from '../../../../rules/src/analysis/diff/index.ts';
import { randomRuns } from '../../../support/random-runs.ts';
import { covers, coversPlace } from './coverage.ts';
import { engineFor, namedBy, outcomeOf, readsOf } from './decided.ts';
import { NOTHING } from './nothing.ts';
import { policyPairs } from './random-policies.ts';
import { changed, type RandomRequest, randomChanges } from './random-requests.ts';

const RUNS = { numRuns: randomRuns(60) };

/** What happens to a request that passes, as far as the random rules vary it. */
function treatmentOf({ decision }: Outcome): unknown {
  const { route, preflight } = decision;
  const answer = isRouted(decision) ? corsAnswer(decision) : null;
  const cors = answer && {
    allowOrigin: answer.allowOrigin,
    credentials: answer.rule.credentials,
    expose: answer.rule.expose.toSorted(),
    ...(preflight ? { headers: answer.rule.headers.toSorted(), maxAge: answer.rule.maxAgeSeconds } : {}),
  };
  if (preflight) return { preflight, cors };
  return {
    cors,
    body: route?.maxBodyBytes,
    audit: route?.audit,
    signIn: route?.signIn,
    observe: route?.observe.toSorted(),
  };
}

function changesOf({ loosened, tightened, neutral }: Diff): readonly TreatmentDifference[] {
  return [...loosened, ...tightened, ...neutral];
}

function allOf(diff: Diff): readonly (AccessDifference | TreatmentDifference)[] {
  return [...diff.opened, ...diff.closed, ...changesOf(diff)];
}

function withoutWitness(key: string, value: unknown): unknown {
  return key === 'witness' ? undefined : value;
}

/** Why the diff does not tell what the engines do; `null` where it does. */
function untold(diff: Diff, [old, next]: readonly [Engine, Engine], asked: RandomRequest): string | null {
  const [before, after] = [outcomeOf(old, asked), outcomeOf(next, asked)];
  const show = (text: string): string => {
    const near = allOf(diff).filter((entry) => coversPlace(entry, asked));
    const routes = [before, after].map(({ decision }) => decision.route);
    return `${text}: ${JSON.stringify({ asked, routes, near }, withoutWitness)}`;
  };
  const named = namedBy([before, after]);
  if (before.kind !== after.kind) {
    const entries = after.kind === 'pass' ? diff.opened : diff.closed;
    return entries.some((entry) => covers(entry, asked, named))
      ? null
      : show(`not told, ${before.kind} → ${after.kind}`);
  }
  if (before.kind !== 'pass' || after.kind !== 'pass') return null;
  const [readBefore, readAfter] = [readsOf(before), readsOf(after)];
  if (readBefore !== readAfter) {
    const entries = readAfter > readBefore ? diff.opened : diff.closed;
    return entries.some((entry) => entry.dimension === 'pages' && covers(entry, asked, named))
      ? null
      : show('reading not told');
  }
  if (JSON.stringify(treatmentOf(before)) === JSON.stringify(treatmentOf(after))) return null;
  return changesOf(diff).some((entry) => coversPlace(entry, asked)) ? null : show('treatment not told');
}

/** The entry without its witness and lines, in one order, as it reads from the other side. */
function mirrored(entry: AccessDifference, swaps: boolean): unknown {
  const { dimension, what, routes, cells } = entry;
  return JSON.stringify({
    dimension,
    what: what.toSorted(),
    routes: routes.map((pair) => (swaps ? [pair.new, pair.old] : [pair.old, pair.new]).join()).toSorted(),
    cells: cells
      .map(({ methods, paths, who, hosts, sites, also }) =>
        [methods, paths, who, hosts, sites ?? ['any'], also].map((words) => words.toSorted()).join(' '),
      )
      .toSorted(),
  });
}

describe('diffPolicies, for random pairs of rules', () => {
  it('tells of each request whose decision or treatment differs', () => {
    const changes = fc.array(randomChanges, { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(policyPairs, changes, ([old, next], others) => {
        const diff = diffPolicies(old, next);
        const engines = [engineFor(old), engineFor(next)] as const;
        const witnesses = allOf(diff).flatMap(({ witness }) => witness ?? []);
        for (const [index, change] of others.entries()) {
          // Requests near a difference tell more than those from anywhere, and both are asked about.
          const near = witnesses.at(index % Math.max(1, witnesses.length));
          expect(untold(diff, engines, change.from)).toBeNull();
          if (near !== undefined) expect(untold(diff, engines, changed(near, change))).toBeNull();
        }
      }),
      RUNS,
    );
  });

  it('gives each entry a witness that shows it, and tells of the witness', () => {
    fc.assert(
      fc.property(policyPairs, ([old, next]) => {
        const diff = diffPolicies(old, next);
        const engines = [engineFor(old), engineFor(next)] as const;
        for (const [entries, before, after] of [
          [diff.opened, 'refused', 'pass'],
          [diff.closed, 'pass', 'refused'],
        ] as const) {
          for (const { dimension, witness } of entries) {
            const outcomes = engines.map((engine) => outcomeOf(engine, witness));
            if (dimension !== 'pages') expect(outcomes.map(({ kind }) => kind)).toEqual([before, after]);
            else
              expect(outcomes.map(readsOf)).not.toEqual([
                readsOf(outcomes[0] as Outcome),
                readsOf(outcomes[0] as Outcome),
              ]);
          }
        }
        for (const { witness, routes } of changesOf(diff)) {
          if (routes.length === 0 || witness === null) continue;
          expect(engines.map((engine) => outcomeOf(engine, witness).kind)).toEqual(['pass', 'pass']);
        }
      }),
      RUNS,
    );
  });

  it('finds nothing between rules and themselves, in whatever order the routes stand', () => {
    fc.assert(
      fc.property(policyPairs, fc.nat(), ([policy], turn) => {
        const { routes } = policy;
        const cut = routes.length === 0 ? 0 : turn % routes.length;
        const turned = [...routes.slice(cut), ...routes.slice(0, cut)].toReversed();
        const moved = turned.map((route, index) => ({ ...route, at: `rules.yaml:${index + 50}` }));
        expect(diffPolicies(policy, { ...policy, routes: moved })).toEqual(NOTHING);
      }),
      RUNS,
    );
  });

  it('opens one way what it closes the other way', () => {
    fc.assert(
      fc.property(policyPairs, ([old, next]) => {
        const [there, back] = [diffPolicies(old, next), diffPolicies(next, old)];
        const shown = (entries: readonly AccessDifference[], swaps: boolean): readonly unknown[] =>
          entries.map((entry) => mirrored(entry, swaps)).toSorted();
        expect(shown(back.closed, true)).toEqual(shown(there.opened, false));
        expect(shown(back.opened, true)).toEqual(shown(there.closed, false));
        // What neither version is tighter in is loosened both ways.
        expect(back.loosened.length).toBeGreaterThanOrEqual(there.tightened.length);
        expect(there.loosened.length).toBeGreaterThanOrEqual(back.tightened.length);
        expect(back.neutral).toHaveLength(there.neutral.length);
      }),
      RUNS,
    );
  });
});
