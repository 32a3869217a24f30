import type { StepUp } from '../../../policy/index.ts';
import {
  type Axis,
  type AxisBuilder,
  anyOfAxis,
  axisBetween,
  type EffectiveRoute,
  inSession,
  observes,
  sessionAccess,
} from '../axis/index.ts';
import { durationWords } from '../order/index.ts';

/** How long ago a session was authenticated, and by which methods. */
export function stepUpAxes(old: EffectiveRoute | null, next: EffectiveRoute | null): readonly Axis[] {
  return [ageAxis(old, next), methodsAxis(old, next)];
}

/** The ages between the bounds of the two routes. */
const ageAxis: AxisBuilder = (old, next) => {
  const bounds = [old, next].flatMap((route) => (route === null ? [] : [longestAge(route)]));
  const ends = [...new Set([...bounds, Number.POSITIVE_INFINITY])].toSorted((a, b) => a - b);
  return axisBetween(
    'authenticationAge',
    old,
    next,
    ends.map((end, index) => {
      const start = ends[index - 1] ?? null;
      return {
        words: [ageWords(start, end)],
        passes: (route) => end <= longestAge(route),
        apply: inSession((session) => {
          session.authenticatedSecondsAgo = start === null ? 0 : start + 1;
        }),
      };
    }),
  );
};

const methodsAxis: AxisBuilder = (old, next) => {
  const named = [...new Set([old, next].flatMap((route) => (route === null ? [] : methodsOf(route))))].toSorted();
  const other = named.includes('pwd') ? 'other' : 'pwd';
  const passes = (method: string) => (route: EffectiveRoute) =>
    methodsOf(route).length === 0 || methodsOf(route).includes(method);
  return anyOfAxis(
    'authenticationMethods',
    old,
    next,
    [
      ...named.map((method) => ({ word: method, members: [method], passes: passes(method) })),
      { word: 'any other method', members: [other], passes: passes(other) },
    ],
    (session, members) => {
      session.methods = members;
    },
  );
};

function longestAge(route: EffectiveRoute): number {
  return stepUpOf(route)?.withinSeconds ?? Number.POSITIVE_INFINITY;
}

function methodsOf(route: EffectiveRoute): readonly string[] {
  return stepUpOf(route)?.methods ?? [];
}

function stepUpOf(route: EffectiveRoute): StepUp | null {
  return observes(route, 'stepUp') ? null : (sessionAccess(route)?.stepUp ?? null);
}

function ageWords(start: number | null, end: number): string {
  if (start === null) return Number.isFinite(end) ? `authenticated within ${durationWords(end)}` : 'at any time';
  return Number.isFinite(end)
    ? `authenticated ${durationWords(start)} to ${durationWords(end)} ago`
    : `authenticated more than ${durationWords(start)} ago`;
}
