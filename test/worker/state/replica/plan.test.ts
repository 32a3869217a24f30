import { describe, expect, test } from 'vitest';
import type { Moment } from '../../../../worker/core/time/index.ts';
import type { AdmitQuestion, Verdict } from '../../../../worker/state/port.ts';
import { BOUND_MS } from '../../../../worker/state/replica/copy-age.ts';
import {
  type Copy,
  type Knowledge,
  type NextForWatch,
  next,
  nextForWatch,
} from '../../../../worker/state/replica/plan.ts';
import { asking, claim, policy } from '../conformance/samples.ts';
import { replicated } from './store-double.ts';

const NOW: Moment = { steadyMs: 5_000_000, seconds: 5000 };
const POSITION = { epoch: 'one', version: 7 };
const STRICT_POLICY = policy({ suspended: true });

/** A copy that was read just now. */
function copy(part: Partial<Copy> = {}): Copy {
  return {
    position: POSITION,
    asOfMs: NOW.steadyMs,
    isExpired: false,
    refreshBegunMs: NOW.steadyMs,
    refreshTookMs: 1,
    isGone: () => false,
    suspicionOf: () => 'none',
    policyOf: () => null,
    ...part,
  };
}

const aged = (ms: number, part: Partial<Copy> = {}): Copy => copy({ asOfMs: NOW.steadyMs - ms, ...part });
const EMPTY = copy({
  position: null,
  asOfMs: Number.NEGATIVE_INFINITY,
  refreshBegunMs: Number.NEGATIVE_INFINITY,
  isExpired: true,
  suspicionOf: () => 'maybe',
});
const IN_DOUBT = aged(Number.POSITIVE_INFINITY, { refreshBegunMs: Number.NEGATIVE_INFINITY });

const session = asking('acme', 'u1', 's1');
const QUESTIONS = {
  plain: replicated(session),
  strict: replicated(session, { strict: true }),
  limited: replicated({ ...session, limits: [claim('k', 5, 60)] }),
  observed: replicated({ ...session, limits: [claim('k', 5, 60)], limitsRefuse: false }),
  recorded: replicated({ ...session, record: '{}' }),
  stale: replicated(session, { staleMs: 60_000 }),
  'stale and strict': replicated(session, { staleMs: 60_000, strict: true }),
  'stale and recorded': replicated({ ...session, record: '{}' }, { staleMs: 60_000 }),
  'stale and limited': replicated({ ...session, limits: [claim('k', 5, 60)] }, { staleMs: 60_000 }),
  'seen here': replicated(session, { seen: POSITION }),
  'seen later': replicated(session, { seen: { ...POSITION, version: 8 } }),
  'seen in another state': replicated(session, { seen: { epoch: 'two', version: 1 } }),
  'without a session': replicated({ tenant: 'acme' }),
  'of no tenant': replicated(),
  'of no tenant, limited': replicated({ limits: [claim('k', 5, 60)] }),
} satisfies Record<string, AdmitQuestion>;

/** What the plan says, in a word or two. */
function plan(question: AdmitQuestion, knowledge: Partial<Knowledge>, now = NOW): string {
  const isCovered = question.limits.length === 0;
  const known = { refusing: null, isCovered, asksRenewal: false, copy: copy(), tried: 'nothing' } as const;
  const step = next({ ...known, ...knowledge }, question, now);
  switch (step.do) {
    case 'refresh':
      return 'refresh';
    case 'ask':
      return `ask ${step.judged === null ? 'all' : `the rest, ${said(step.judged)}`}${behind(step.refresh)}`;
    case 'answer':
      return `${'verdict' in step.outcome ? `${step.outcome.kind}: ${said(step.outcome.verdict)}` : step.outcome.kind}${behind(step.refresh)}`;
  }
}

function said({ revokedBy, tenantPolicy }: Verdict): string {
  return `${revokedBy === null ? 'holds' : `revoked by ${revokedBy}`}${tenantPolicy === null ? '' : ', policy'}`;
}

function behind(refresh: 'no' | 'behind' | 'after'): string {
  return refresh === 'no' ? '' : `, refresh ${refresh}`;
}

type Row = readonly [knowledge: string, part: Partial<Knowledge>, question: keyof typeof QUESTIONS, plan: string];

const refused = [{ id: 'k', admitted: false, remaining: 0, resetMs: 500 }];
const suspects = (suspicion: ReturnType<Copy['suspicionOf']>, ageMs = 0): Partial<Knowledge> => ({
  copy: aged(ageMs, { suspicionOf: () => suspicion }),
});

const UNHELD: Partial<Knowledge> = { copy: copy({ policyOf: () => undefined }) };

describe('nothing tried yet', () => {
  test.each<Row>([
    // What is known is new enough.
    ['fresh', {}, 'plain', 'judged: holds'],
    ['fresh', {}, 'without a session', 'judged: holds'],
    ['fresh, with a policy', { copy: copy({ policyOf: () => STRICT_POLICY }) }, 'plain', 'judged: holds, policy'],
    ['fresh, with a policy that is not held', UNHELD, 'plain', 'ask all'],
    ['fresh, with a policy that is not held', UNHELD, 'without a session', 'ask all'],
    ['fresh, with a policy that is not held', UNHELD, 'recorded', 'ask all'],
    ['fresh, with a policy that is not held', { ...UNHELD, isCovered: true }, 'limited', 'ask all'],
    ['fresh', {}, 'strict', 'ask all'],
    ['fresh', {}, 'recorded', 'ask the rest, holds'],
    ['as old as the bound', { copy: aged(BOUND_MS) }, 'plain', 'judged: holds'],
    ['due', { copy: aged(0, { refreshBegunMs: NOW.steadyMs - BOUND_MS }) }, 'plain', 'judged: holds, refresh behind'],
    ['due', { copy: aged(0, { refreshBegunMs: NOW.steadyMs - BOUND_MS }) }, 'strict', 'ask all, refresh behind'],
    [
      'slow to refresh, so due sooner',
      { copy: aged(0, { refreshBegunMs: NOW.steadyMs - 500, refreshTookMs: 300 }) },
      'plain',
      'judged: holds, refresh behind',
    ],
    [
      'slower still, and not due at once',
      { copy: aged(0, { refreshBegunMs: NOW.steadyMs - 400, refreshTookMs: 5000 }) },
      'plain',
      'judged: holds',
    ],
    // What ends the session.
    ['revoked', suspects('user'), 'plain', 'judged: revoked by user'],
    ['revoked', suspects('tenant'), 'recorded', 'ask the rest, revoked by tenant'],
    ['lost, and revoked before', suspects('lost'), 'plain', 'judged: revoked by session'],
    ['a likeness', suspects('maybe'), 'plain', 'ask all'],
    ['a likeness', suspects('maybe'), 'without a session', 'judged: holds'],
    // What it is too old for.
    ['older than the bound', { copy: aged(BOUND_MS + 1) }, 'plain', 'refresh'],
    ['older than the bound', { copy: aged(BOUND_MS + 1) }, 'stale', 'refresh'],
    ['older than the bound', { copy: aged(BOUND_MS + 1) }, 'strict', 'ask all, refresh after'],
    ['older than the bound', { copy: aged(BOUND_MS + 1) }, 'recorded', 'ask all, refresh after'],
    ['from a time to come', { copy: aged(-1) }, 'plain', 'refresh'],
    ['of unknown age', { copy: aged(Number.NaN) }, 'plain', 'refresh'],
    ['in doubt since a change', { copy: IN_DOUBT }, 'plain', 'refresh'],
    ['called too old by a timer', { copy: aged(0, { isExpired: true }) }, 'plain', 'refresh'],
    ['nothing', { copy: EMPTY }, 'plain', 'ask all, refresh after'],
    ['nothing', { copy: EMPTY }, 'limited', 'ask all, refresh after'],
    // What a session has seen.
    ['fresh', {}, 'seen here', 'judged: holds'],
    ['fresh', {}, 'seen later', 'refresh'],
    ['fresh', {}, 'seen in another state', 'refresh'],
    [
      'fresh, and that state is gone',
      { copy: copy({ isGone: ({ epoch }) => epoch === 'two' }) },
      'seen in another state',
      'judged: holds',
    ],
    [
      'fresh, and another state is gone',
      { copy: copy({ isGone: ({ epoch }) => epoch === 'two' }) },
      'seen later',
      'refresh',
    ],
    [
      'old, and that state is gone',
      { copy: aged(BOUND_MS + 1, { isGone: () => true }) },
      'seen in another state',
      'refresh',
    ],
    // Limits.
    ['slices cover the limits', { isCovered: true }, 'limited', 'judged: holds'],
    ['slices cover the limits', { isCovered: true }, 'strict', 'ask all'],
    ['slices cover the limits', { isCovered: true, copy: aged(BOUND_MS + 1) }, 'limited', 'refresh'],
    ['slices are used up', {}, 'limited', 'ask the rest, holds'],
    ['slices are used up', { copy: aged(BOUND_MS + 1) }, 'limited', 'ask all, refresh after'],
    ['a limit refuses', { refusing: refused }, 'limited', 'refused'],
    ['a limit refuses', { refusing: refused, copy: EMPTY }, 'limited', 'refused'],
    ['a limit refuses', { refusing: refused }, 'observed', 'ask the rest, holds'],
    ['a limit refuses', { refusing: refused }, 'recorded', 'ask the rest, holds'],
    ['no copy is needed', { copy: null }, 'of no tenant', 'judged: holds'],
    ['no copy is needed', { copy: null }, 'of no tenant, limited', 'ask all'],
    ['no copy is needed, and slices cover', { copy: null, isCovered: true }, 'of no tenant, limited', 'judged: holds'],
  ])('%s: a question that is %3$s', (_knowledge, part, question, expected) => {
    expect(plan(QUESTIONS[question], part)).toBe(expected);
  });
});

describe('after a refresh', () => {
  const tried = 'refreshed';
  test.each<Row>([
    ['fresh', {}, 'plain', 'judged: holds'],
    [
      'fresh, though it took long',
      { copy: aged(0, { refreshBegunMs: NOW.steadyMs - BOUND_MS }) },
      'plain',
      'judged: holds',
    ],
    ['revoked', suspects('everyone'), 'plain', 'judged: revoked by everyone'],
    ['a likeness', suspects('maybe'), 'plain', 'ask all'],
    ['with a policy that is not held', UNHELD, 'plain', 'ask all'],
    ['still too old', { copy: aged(BOUND_MS + 1) }, 'plain', 'ask all'],
    ['still too old', { copy: aged(BOUND_MS + 1) }, 'stale', 'ask all'],
    ['the clock stepped back meanwhile', { copy: aged(-1) }, 'plain', 'ask all'],
    ['not as new as the session', {}, 'seen later', 'ask all'],
    ['what the session has seen is gone', { copy: copy({ isGone: () => true }) }, 'seen later', 'judged: holds'],
  ])('%s: a question that is %3$s', (_knowledge, part, question, expected) => {
    expect(plan(QUESTIONS[question], { tried, ...part })).toBe(expected);
  });
});

describe('after a failure', () => {
  const tried = 'failed';
  test.each<Row>([
    ['fresh', {}, 'plain', 'unavailable'],
    ['fresh', {}, 'limited', 'unavailable'],
    ['fresh', {}, 'stale', 'stale: holds'],
    ['fresh', {}, 'stale and limited', 'stale: holds'],
    ['fresh', {}, 'stale and strict', 'unavailable'],
    ['fresh', {}, 'stale and recorded', 'unavailable'],
    ['with a policy', { copy: aged(2000, { policyOf: () => STRICT_POLICY }) }, 'stale', 'stale: holds, policy'],
    ['revoked', suspects('session', 30_000), 'stale', 'stale: revoked by session'],
    ['lost', suspects('lost', 30_000), 'stale', 'stale: revoked by session'],
    ['a likeness', suspects('maybe'), 'stale', 'unavailable'],
    ['with a policy that is not held', UNHELD, 'stale', 'unavailable'],
    ['as old as the route takes', { copy: aged(BOUND_MS + 60_000) }, 'stale', 'stale: holds'],
    ['older than the route takes', { copy: aged(BOUND_MS + 60_001) }, 'stale', 'unavailable'],
    ['from a time to come', { copy: aged(-1) }, 'stale', 'unavailable'],
    ['of unknown age', { copy: aged(Number.NaN) }, 'stale', 'unavailable'],
    ['in doubt since a change', { copy: IN_DOUBT }, 'stale', 'unavailable'],
    ['nothing', { copy: EMPTY }, 'stale', 'unavailable'],
    ['no copy', { copy: null }, 'of no tenant, limited', 'unavailable'],
    ['a limit refuses', { refusing: refused }, 'limited', 'unavailable'],
  ])('%s: a question that is %3$s', (_knowledge, part, question, expected) => {
    expect(plan(QUESTIONS[question], { tried, ...part })).toBe(expected);
  });
});

test('whatever is known, a question is answered after one refresh and one question at most', () => {
  const copies = [null, copy(), EMPTY, IN_DOUBT, aged(BOUND_MS + 1), aged(-1), aged(Number.NaN)];
  for (const question of Object.values(QUESTIONS)) {
    for (const known of copies) {
      expect(plan(question, { copy: known, tried: 'refreshed' })).not.toBe('refresh');
      expect(plan(question, { copy: known, tried: 'failed' })).toMatch(/^(stale|unavailable)/);
    }
  }
});

describe('a connection that is open', () => {
  const said_ = (step: NextForWatch): string => (step.do === 'answer' ? said(step.verdict) : step.do);
  const { subject } = session;
  if (subject === null) throw new TypeError('there is a subject');

  test.each<readonly [string, Copy, isRefreshed: boolean, string]>([
    ['fresh', copy(), false, 'holds'],
    ['revoked', copy({ suspicionOf: () => 'user' }), false, 'revoked by user'],
    ['a likeness', copy({ suspicionOf: () => 'maybe' }), false, 'ask'],
    ['with a policy that is not held', copy({ policyOf: () => undefined }), false, 'ask'],
    ['too old', aged(BOUND_MS + 1), false, 'refresh'],
    ['too old, and no newer to be had', aged(BOUND_MS + 1), true, 'holds'],
    ['from a time to come', aged(-1), false, 'refresh'],
    ['nothing', EMPTY, false, 'refresh'],
    ['nothing, and no more to be had', EMPTY, true, 'ask'],
    ['lost, and revoked before', aged(60_000, { suspicionOf: () => 'lost' }), true, 'revoked by session'],
  ])('%s', (_knowledge, known, isRefreshed, expected) => {
    expect(said_(nextForWatch(known, subject, isRefreshed, NOW))).toBe(expected);
  });
});
