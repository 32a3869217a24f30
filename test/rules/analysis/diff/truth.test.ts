import type { Engine, Outcome } from '@portcullis/rules/engine';
import type { Policy } from '@portcullis/rules/policy';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AccessCell, type AccessDifference, diffPolicies } from '../../../../rules/src/analysis/diff/index.ts';
import { randomRuns } from '../../../support/random-runs.ts';
import { coversDimension } from './coverage.ts';
import { engineFor, outcomeOf, readsOf } from './decided.ts';
import { ORIGINS, policyPairs } from './random-policies.ts';
import type { RandomRequest } from './random-requests.ts';
import { type Choice, type Choices, choicesOf, type Naming, namingsOf, requestFor } from './realise.ts';

const RUNS = { numRuns: randomRuns(15) };
/** Of the combinations that one entry names, so many are tried. */
const MOST_NAMINGS = 12;

type Sides = readonly [old: Engine, next: Engine];

/** The part of a request that a dimension is about. */
const PART_OF: Partial<Record<AccessDifference['dimension'], keyof Choices>> = {
  sites: 'site',
  pages: 'site',
  addresses: 'address',
  tls: 'tlsVersion',
  countries: 'country',
  asns: 'asn',
  times: 'nowSeconds',
  actAs: 'actsAs',
  authenticationAge: 'age',
  authenticationMethods: 'methods',
  requestHeaders: 'requestedHeader',
};

/** Values that none of the random rules names: a country, a network, a method, a header. */
const OTHERS = ['FR', '64498', 'sms', 'x-b'];

/** The choices that the entry's words leave. */
function narrowed(entry: AccessDifference, cell: AccessCell, naming: Naming): Choices {
  const choices = choicesOf(naming, entry.dimension === 'addresses' ? [naming.what] : [], entry.witness);
  const some = firstOf(choices);
  const known = { origins: ORIGINS, headers: ['content-type', 'x-a'] };
  const keep = (dimension: AccessDifference['dimension'], what: readonly string[], from: Choices): Choices => {
    const part = PART_OF[dimension];
    if (part === undefined) return from;
    const kept = (from[part] as readonly unknown[]).filter((value) => {
      if (what.some((word) => word.startsWith('any other'))) return OTHERS.includes(String(value));
      const asked = requestFor(naming, { ...some, [part]: value });
      return coversDimension({ dimension, what, also: [] }, asked, known);
    });
    return { ...from, [part]: kept };
  };
  const sites = entry.dimension === 'sites' || entry.dimension === 'pages' ? null : (cell.sites ?? ['the own site']);
  const ofEntry = keep(entry.dimension, [naming.what], choices);
  return sites === null ? ofEntry : keep('sites', sites, ofEntry);
}

function firstOf(choices: Choices): Choice {
  const first = Object.entries(choices).map(([part, values]: [string, readonly unknown[]]) => [part, values[0]]);
  return Object.fromEntries(first) as Choice;
}

/** Which part of the request a refusal is about. */
const PART_OF_REASON: Readonly<Record<string, keyof Choices>> = {
  address_denied: 'address',
  address_unknown: 'address',
  address_not_listed: 'address',
  tls_too_old: 'tlsVersion',
  country_not_listed: 'country',
  asn_not_listed: 'asn',
  not_yet_open: 'nowSeconds',
  no_longer_open: 'nowSeconds',
  outside_times: 'nowSeconds',
  preflight_refused: 'requestedHeader',
  act_as_never: 'actsAs',
  act_as_read_only: 'actsAs',
  authentication_too_old: 'age',
  authentication_too_weak: 'methods',
};

/** The part that the first engine to refuse refuses for; `null` where all let the request pass. */
function hurdle(engines: readonly Engine[], asked: RandomRequest): keyof Choices | 'other' | null {
  for (const engine of engines) {
    const outcome = outcomeOf(engine, asked);
    if (outcome.kind === 'refused') return PART_OF_REASON[outcome.refusal.reason] ?? 'other';
  }
  return null;
}

/** A request as named that passes the engines; the part that is refused is changed until it is not. */
function passing(engines: readonly Engine[], naming: Naming, choices: Choices): RandomRequest | null {
  if (Object.values(choices).some((values) => values.length === 0)) return null;
  let choice = firstOf(choices);
  for (const _ of Array.from({ length: 2 * Object.keys(choices).length })) {
    const part = hurdle(engines, requestFor(naming, choice));
    if (part === null) return requestFor(naming, choice);
    if (part === 'other') return null;
    const others: readonly Choice[] = choices[part].map((value) => ({ ...choice, [part]: value }));
    const better = others.find((other) => hurdle(engines, requestFor(naming, other)) !== part);
    if (better === undefined) return null;
    choice = better;
  }
  return null;
}

function kindsOf(sides: Sides, asked: RandomRequest): readonly Outcome['kind'][] {
  return sides.map((engine) => outcomeOf(engine, asked).kind);
}

/** Namings of an entry of which no request is as the entry says. */
function untrue(entry: AccessDifference, claim: 'opened' | 'closed', sides: Sides): readonly unknown[] {
  const isOfPages = entry.dimension === 'pages';
  const [old, next] = sides;
  const mustPass = isOfPages ? sides : [claim === 'opened' ? next : old];
  return entry.cells.flatMap((cell) => {
    const namings = namingsOf(entry, cell);
    const step = Math.ceil(namings.length / MOST_NAMINGS);
    return namings
      .filter((_, index) => index % step === 0)
      .flatMap((naming) => {
        const choices = narrowed(entry, cell, naming);
        // Browsers with and without Fetch Metadata are one site in words, and narrower routes may take a part of the paths.
        const asked = choices.path.flatMap((path) =>
          choices.site.map((site) => passing(mustPass, naming, { ...choices, path: [path], site: [site] })),
        );
        if (asked.some((each) => each !== null && isTrue(entry, claim, sides, each))) return [];
        return [
          {
            claim,
            dimension: entry.dimension,
            naming,
            sites: cell.sites,
            asked: asked[0],
            n: asked.filter(Boolean).length,
          },
        ];
      });
  });
}

function isTrue(entry: AccessDifference, claim: 'opened' | 'closed', sides: Sides, asked: RandomRequest): boolean {
  if (entry.dimension !== 'pages')
    return kindsOf(sides, asked).join() === (claim === 'opened' ? 'refused,pass' : 'pass,refused');
  const [before = 0, after = 0] = sides.map((engine) => readsOf(outcomeOf(engine, asked)));
  return claim === 'opened' ? after > before : after < before;
}

function untrueOf([old, next]: readonly [Policy, Policy]): readonly unknown[] {
  const diff = diffPolicies(old, next);
  const sides: Sides = [engineFor(old), engineFor(next)];
  return (['opened', 'closed'] as const).flatMap((claim) =>
    diff[claim].flatMap((entry) => untrue(entry, claim, sides)),
  );
}

/** That what differs is told at all is another property. */
it('names only what is true: each visitor at each host by each method at each path', () => {
  fc.assert(
    fc.property(policyPairs, (pair) => {
      expect(untrueOf(pair)).toEqual([]);
    }),
    RUNS,
  );
});
