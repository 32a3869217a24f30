import {
  type AxisBuilder,
  anyOfAxis,
  axisBetween,
  type ControlAxis,
  type EffectiveRoute,
  inSession,
  observes,
  sessionAccess,
} from '../../analysis/diff/axis/index.ts';
import { durationWords } from '../../analysis/diff/order/index.ts';
import type { AccessControlDiff } from '../module.ts';
import type { StepUp } from './policy.ts';

/** How long ago a session was authenticated. */
const age: ControlAxis = {
  dimension: 'authenticationAge',
  title: 'sessions that',
  parts: ['stepUp'],
  sharedCause: () => null,
  prepare: () => buildAge,
};

/** By which methods a session was authenticated. */
const methods: ControlAxis = {
  dimension: 'authenticationMethods',
  title: 'authentication by',
  parts: ['stepUp'],
  sharedCause: () => null,
  prepare: () => buildMethods,
};

export const diff: AccessControlDiff<'stepUp'> = {
  axes: [age, methods],
  words: ({ stepUp }) => (stepUp === null ? [] : [stepUpWords(stepUp)]),
};

/** The ages between the bounds of the two routes. */
const buildAge: AxisBuilder = (old, next, { visitor }) => {
  if (visitor === 'anonymous') return null;
  const bounds = [old, next].flatMap((route) => (route === null ? [] : [longestAge(route)]));
  const ends = [...new Set([...bounds, Number.POSITIVE_INFINITY])].toSorted((a, b) => a - b);
  return axisBetween(
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

const buildMethods: AxisBuilder = (old, next, { visitor }) => {
  if (visitor === 'anonymous') return null;
  const named = [...new Set([old, next].flatMap((route) => (route === null ? [] : methodsOf(route))))].toSorted();
  const other = named.includes('pwd') ? 'other' : 'pwd';
  const passes = (method: string) => (route: EffectiveRoute) =>
    methodsOf(route).length === 0 || methodsOf(route).includes(method);
  return anyOfAxis(
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

function stepUpWords({ withinSeconds, methods }: StepUp): string {
  return `authenticated within ${durationWords(withinSeconds)}${methods.length === 0 ? '' : ` by ${methods.join(' or ')}`}`;
}

function ageWords(start: number | null, end: number): string {
  if (start === null) return Number.isFinite(end) ? `authenticated within ${durationWords(end)}` : 'at any time';
  return Number.isFinite(end)
    ? `authenticated ${durationWords(start)} to ${durationWords(end)} ago`
    : `authenticated more than ${durationWords(start)} ago`;
}
