import { SAFE_METHODS } from '../../../engine/index.ts';
import type { Policy, StepUp } from '../../../policy/index.ts';
import type { Dimension } from '../axis/index.ts';
import { type Axis, axisOf, createDraftSession, type Draft, observes, type View } from '../axis/index.ts';
import { durationWords } from '../order/index.ts';

export type Visitor = 'anonymous' | 'session';
export const VISITORS: readonly Visitor[] = ['anonymous', 'session'];

type SessionTest = (view: View) => boolean;

/** Who makes the request. */
export function whoAxis(visitor: Visitor, roles: readonly string[], old: View | null, next: View | null): Axis {
  if (visitor === 'anonymous') {
    return axisOf('who', [
      {
        words: ['anonymous'],
        old: old !== null && passesWithout(old),
        new: next !== null && passesWithout(next),
        apply: (draft) => {
          draft.session = null;
        },
      },
    ]);
  }
  return anyOfAxis(
    'who',
    [...roles, null].map((role) => ({
      word: role ?? 'no declared role',
      members: role === null ? [] : [role],
      passes: (view) => passesAs(view, role),
    })),
    old,
    next,
    (session, members) => (session.roles = members),
  );
}

/** Roles that either version declares. */
export function rolesOfBoth(old: Policy, next: Policy): readonly string[] {
  return [...new Set([...old.roles, ...next.roles])].toSorted();
}

/** What a session must bring besides a role. */
export function sessionAxes(old: View | null, next: View | null, method: string): readonly Axis[] {
  return [actAsAxis(old, next, method), ageAxis(old, next), methodsAxis(old, next)];
}

function passesWithout(view: View): boolean {
  return view.side.preflight || view.side.route.access.kind === 'public' || observes(view, 'roles');
}

function passesAs(view: View, role: string | null): boolean {
  if (passesWithout(view)) return true;
  const { access } = view.side.route;
  if (view.drops || access.kind === 'public' || role === null || !view.side.engine.roles.has(role)) return false;
  return access.roles === 'any' || access.roles.includes(role);
}

function actAsAxis(old: View | null, next: View | null, method: string): Axis {
  const allows: SessionTest = (view) => {
    const access = sessionAccess(view);
    if (access === null || access.actAs === 'allowed' || observes(view, 'actAs')) return true;
    return access.actAs === 'read-only' && SAFE_METHODS.has(method);
  };
  return axisOf('actAs', [
    atom(
      'in the own name',
      old,
      next,
      () => true,
      ifSession((session) => (session.actsAs = false)),
    ),
    atom(
      'act-as',
      old,
      next,
      allows,
      ifSession((session) => (session.actsAs = true)),
    ),
  ]);
}

function ageAxis(old: View | null, next: View | null): Axis {
  const longest = (view: View): number => stepUpOf(view)?.withinSeconds ?? Number.POSITIVE_INFINITY;
  const bounds = [old, next].flatMap((view) => (view === null ? [] : [longest(view)]));
  const ends = [...new Set([...bounds, Number.POSITIVE_INFINITY])].toSorted((a, b) => a - b);
  return axisOf(
    'authenticationAge',
    ends.map((end, index) => {
      const start = ends[index - 1] ?? null;
      return atom(
        ageWords(start, end),
        old,
        next,
        (view) => end <= longest(view),
        ifSession((session) => (session.authenticatedSecondsAgo = start === null ? 0 : start + 1)),
      );
    }),
  );
}

function methodsAxis(old: View | null, next: View | null): Axis {
  const listed = (view: View | null): readonly string[] => (view === null ? [] : (stepUpOf(view)?.methods ?? []));
  const named = [...new Set([...listed(old), ...listed(next)])].toSorted();
  const other = named.includes('pwd') ? 'other' : 'pwd';
  const passes =
    (method: string): SessionTest =>
    (view) =>
      listed(view).length === 0 || listed(view).includes(method);
  return anyOfAxis(
    'authenticationMethods',
    [
      ...named.map((method) => ({ word: method, members: [method], passes: passes(method) })),
      { word: 'any other method', members: [other], passes: passes(other) },
    ],
    old,
    next,
    (session, members) => (session.methods = members),
  );
}

interface Choice {
  readonly word: string;
  readonly members: readonly string[];
  readonly passes: SessionTest;
}

/**
 * An axis on which a session has any number of members, and one that passes is enough. So one member at a time shows all
 * that passes on one side only, but to pass both sides a session may need one for each.
 */
function anyOfAxis(
  dimension: Dimension,
  choices: readonly Choice[],
  old: View | null,
  next: View | null,
  set: (session: NonNullable<Draft['session']>, members: readonly string[]) => void,
): Axis {
  const applying = (members: readonly string[]) => ifSession((session) => set(session, members));
  const axis = axisOf(
    dimension,
    choices.map(({ word, members, passes }) => atom(word, old, next, passes, applying(members))),
  );
  const passesOnly = (view: View | null, other: View | null): readonly Choice[] =>
    choices.filter(({ passes }) => view !== null && passes(view) && (other === null || !passes(other)));
  const pairs = passesOnly(old, next).flatMap((a) =>
    passesOnly(next, old).map((b) => [...a.members, ...b.members].toSorted()),
  );
  const [pair] = pairs;
  if (pair === undefined) return axis;
  const words = [...(axis.both?.words ?? []), ...pairs.map((members) => members.join(' and '))];
  return { ...axis, both: { words, apply: axis.both?.apply ?? applying(pair) } };
}

function stepUpOf(view: View): StepUp | null {
  return observes(view, 'stepUp') ? null : (sessionAccess(view)?.stepUp ?? null);
}

/** The access rule, where it is asked about a session at all. */
function sessionAccess({ side, drops }: View) {
  const { access } = side.route;
  return side.preflight || drops || access.kind === 'public' ? null : access;
}

function ageWords(start: number | null, end: number): string {
  if (start === null) return Number.isFinite(end) ? `authenticated within ${durationWords(end)}` : 'at any time';
  return Number.isFinite(end)
    ? `authenticated ${durationWords(start)} to ${durationWords(end)} ago`
    : `authenticated more than ${durationWords(start)} ago`;
}

function atom(word: string, old: View | null, next: View | null, passes: SessionTest, apply: (draft: Draft) => void) {
  return { words: [word], old: old !== null && passes(old), new: next !== null && passes(next), apply };
}

function ifSession(change: (session: NonNullable<Draft['session']>) => void): (draft: Draft) => void {
  return (draft) => {
    draft.session ??= createDraftSession();
    change(draft.session);
  };
}
