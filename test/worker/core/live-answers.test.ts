import { expect, test } from 'vitest';
import { createLiveAnswers, type LiveVerdict } from '../../../worker/core/live-answers.ts';

const FINE: LiveVerdict = { revokedBy: null, tenantPolicy: null };
const REVOKED: LiveVerdict = { revokedBy: 'session', tenantPolicy: null };

test('of many connections of a session one asks, and all use its answer', () => {
  const answers = createLiveAnswers();
  expect(answers.next('a', 1000, 0)).toEqual({ kind: 'ask' });
  for (let other = 0; other < 5; other += 1) expect(answers.next('a', 1001, 0)).toEqual({ kind: 'wait', ms: 50 });
  answers.settle('a', 1000, FINE);
  const answer = { askedAtMs: 1000, verdict: FINE };
  for (let other = 0; other < 5; other += 1) expect(answers.next('a', 1051, 0)).toEqual({ kind: 'use', answer });
});

test('a second after it was asked for, and no earlier, an answer is asked for anew', () => {
  const answers = createLiveAnswers();
  answers.next('a', 1000, 0);
  answers.settle('a', 1000, FINE);
  expect(answers.next('a', 1999, 1000)).toEqual({ kind: 'wait', ms: 1 });
  expect(answers.next('a', 2000, 1000)).toEqual({ kind: 'ask' });
});

test('an answer that was asked for before the connection was let in says nothing about it', () => {
  const answers = createLiveAnswers();
  answers.next('a', 1000, 0);
  answers.settle('a', 1000, FINE);
  expect(answers.next('a', 1700, 1600)).toEqual({ kind: 'wait', ms: 300 });
});

test('sessions do not share answers', () => {
  const answers = createLiveAnswers();
  answers.next('a', 1000, 0);
  answers.settle('a', 1000, REVOKED);
  expect(answers.next('b', 1000, 0)).toEqual({ kind: 'ask' });
});

test('who asked and was cancelled is replaced', () => {
  const answers = createLiveAnswers();
  answers.next('a', 1000, 0);
  expect(answers.next('a', 1499, 0)).toEqual({ kind: 'wait', ms: 50 });
  expect(answers.next('a', 1500, 0)).toEqual({ kind: 'ask' });
});

test('a late answer neither replaces a newer one nor lets a third ask', () => {
  const answers = createLiveAnswers();
  answers.next('a', 1000, 0);
  answers.next('a', 1500, 0);
  answers.settle('a', 1000, FINE);
  expect(answers.next('a', 1600, 1000)).toEqual({ kind: 'wait', ms: 50 });
  answers.settle('a', 1500, REVOKED);
  answers.settle('a', 1000, FINE);
  expect(answers.next('a', 1700, 1000)).toMatchObject({ kind: 'use', answer: { verdict: REVOKED } });
});

test('where there was no answer, state is asked again no sooner than after a second', () => {
  const answers = createLiveAnswers();
  answers.next('a', 1000, 0);
  answers.settle('a', 1000, null);
  expect(answers.next('a', 1250, 0)).toEqual({ kind: 'wait', ms: 750 });
  expect(answers.next('a', 2000, 0)).toEqual({ kind: 'ask' });
});

test('what nobody looks at any more is forgotten', () => {
  const answers = createLiveAnswers();
  answers.next('a', 1000, 0);
  answers.settle('a', 1000, REVOKED);
  answers.next('b', 30_000, 0);
  expect(answers.next('a', 30_001, 0)).toEqual({ kind: 'ask' });
});
