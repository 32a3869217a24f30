import type { Session } from '@portcullis/rules/engine';
import { describe, expect, test } from 'vitest';
import { endTime } from '../../../worker/core/pages/end-time.ts';
import {
  type SessionPageFacts,
  secondsToNextSessionPage,
  sessionPage,
  signedOutPage,
} from '../../../worker/core/pages/session-page.ts';
import { PAGE_TEXTS } from '../../../worker/core/pages/texts/index.ts';

/** 30 November 2026, 14:05:59 UTC. */
const END = Date.UTC(2026, 10, 30, 14, 5, 59) / 1000;
const SESSION: Session = {
  user: 'ann@acme.example',
  tenant: 'acme',
  roles: ['owner'],
  id: 'secret-id',
  issuedAtSeconds: END - 3600,
  expiresAtSeconds: END,
  authenticatedAtSeconds: END - 3600,
  authenticationMethods: ['pwd'],
  actAs: null,
};
const FACTS: SessionPageFacts = {
  requestId: 'r-1',
  texts: PAGE_TEXTS.en,
  brand: null,
  ways: { signInHref: '/sign-in?next=%2F', homeHref: '/', backHref: null, upHref: null, canAskAgain: true },
  timeZone: null,
  nowSeconds: END - 1800,
  signOutPath: '/.portcullis/sign-out',
};

test('says who is signed in, and until when, and nothing of roles or the session id', () => {
  const page = sessionPage(SESSION, FACTS);
  expect(page).toContain('<h1>You are signed in</h1>');
  expect(page).toContain('<dt>Account</dt><dd>ann@acme.example</dd><dt>Organization</dt><dd>acme</dd></dl>');
  expect(page).toMatch(
    /<p>Your session ends on <time datetime="2026-11-30T14:05:00.000Z">November 30 at 2:05\sPM UTC<\/time>\.<\/p>/,
  );
  expect(page).toContain('<a href="/">Go to the start page</a>');
  expect(page).toContain('<form method="post" action="/.portcullis/sign-out"><button>Sign out</button></form>');
  expect(page).not.toMatch(/owner|secret-id|Sign in again|<script/);
});

test('names the user who acts for the account', () => {
  const page = sessionPage({ ...SESSION, actAs: { sub: 'support-<1>', reason: 'ticket 7' } }, FACTS);
  expect(page).toContain('<dt>Acting for this account</dt><dd>support-&lt;1&gt;</dd>');
  expect(page).not.toContain('ticket');
});

test('writes out characters that would change how a name is read', () => {
  const page = sessionPage({ ...SESSION, user: 'ann\u202egro.live@\u2069x' }, FACTS);
  expect(page).toContain('<dd>ann\\u202egro.live@\\u2069x</dd>');
});

test.each([
  [601, 'You are signed in', 1],
  [600.4, 'You are signed in', 1],
  [600, 'Your session is about to end', 601],
  [1, 'Your session is about to end', 2],
])('%d seconds before its end: %s, loaded again after %d', (before, title, again) => {
  const facts = { ...FACTS, nowSeconds: END - before };
  expect(sessionPage(SESSION, facts)).toContain(`<h1>${title}</h1>`);
  expect(secondsToNextSessionPage(SESSION, facts)).toBe(again);
});

test('about to end, it offers to sign in again first', () => {
  const page = sessionPage(SESSION, { ...FACTS, nowSeconds: END - 60 });
  expect(page).toContain('<div class="actions"><a href="/sign-in?next=%2F">Sign in again</a><a href="/">');
});

test('signed out, it offers to sign in, and has no form', () => {
  const page = signedOutPage(FACTS);
  expect(page).toContain('<a href="/sign-in?next=%2F">Sign in</a><a href="/">Go to the start page</a>');
  expect(page).not.toContain('<form');
});

describe('the moment', () => {
  test.each([
    ['de', 'Europe/Berlin', '30. November um 15:05 MEZ'],
    ['fr', 'Europe/Paris', '30 novembre à 15:05 UTC+1'],
    ['ja', 'Asia/Tokyo', '11月30日 23:05 JST'],
    ['pt', 'America/Sao_Paulo', '30 de novembro às 11:05 BRT'],
    ['es', 'Mars/Olympus', '30 de noviembre a las 14:05 UTC'],
  ])('%s in %s: %s', (language, zone, text) => {
    expect(endTime(language, END, zone).replaceAll(/\s/g, ' ')).toBe(
      `<time datetime="2026-11-30T14:05:00.000Z">${text}</time>`,
    );
  });
});
