import type { RenewalClaim, RenewalStanding } from '@portcullis/rules/engine';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keptKey } from '../../../../worker/core/kept/index.ts';
import { generationText } from '../../../../worker/core/renewal/index.ts';
import { BACKENDS } from './backends.ts';
import { freshBackend } from './fresh-backend.ts';
import { HOSTILE, question, START, START_SECONDS } from './samples.ts';

const GRACE_SECONDS = 30;
const GRACE_MS = GRACE_SECONDS * 1000;
const ENDS = START_SECONDS + 86_400;

describe.each(Object.entries(BACKENDS))('renewal in %s', (_, start) => {
  const state = freshBackend(start);
  let nowMs = START;
  const setClock = async (atMs: number): Promise<void> => {
    nowMs = atMs;
    await state.backend.setClock(atMs);
  };
  const claim = (generation: number, session = 's1', part: Partial<RenewalClaim> = {}): RenewalClaim => ({
    tenant: 'acme',
    user: 'u1',
    session,
    generation,
    graceSeconds: GRACE_SECONDS,
    age: 'due',
    ...part,
  });
  const present = async (generation: number, session = 's1'): Promise<RenewalStanding | null> =>
    (await state.store.admit(question({ renewal: claim(generation, session) }))).renewal;
  const open = async (session = 's1', expires = ENDS, user = 'u1'): Promise<void> => {
    const value = generationText({ number: 1, sinceMs: nowMs });
    await state.store.writeKept('acme', [{ key: keptKey('generation', user, session), value, expires }]);
  };

  test('a cookie is current, then superseded for the grace, then a copy', async () => {
    await setClock(START);
    await open();
    expect([await present(1), await present(1)]).toEqual(['current', 'current']);
    await setClock(START + 1000);
    expect([await present(2), await present(1), await present(2)]).toEqual(['current', 'superseded', 'current']);
    await setClock(START + 1000 + GRACE_MS);
    expect(await present(1)).toBe('superseded');
    await setClock(START + 1000 + GRACE_MS + 1);
    expect([await present(1), await present(2)]).toEqual(['reused', 'current']);
    expect([await present(3), await present(1), await present(2)]).toEqual(['current', 'reused', 'superseded']);
  });

  test('nothing is renewed of a session that is not known, was taken away or has ended', async () => {
    await setClock(START);
    expect(await present(1)).toBe('unknown');
    await open();
    expect(await present(1, 's2')).toBe('unknown');
    await state.store.writeKept('acme', [{ key: keptKey('generation', 'u1', 's1'), value: null, expires: null }]);
    expect(await present(1)).toBe('unknown');
    await open('s1', START_SECONDS + 60);
    expect(await present(2)).toBe('current');
    await setClock(START + 60_000);
    expect(await present(3)).toBe('unknown');
  });

  test('it keeps the end of the session, and gives the record another version', async () => {
    await setClock(START);
    await open();
    const key = keptKey('generation', 'u1', 's1');
    const [before] = await state.store.readKept('acme', [key]);
    await setClock(START + 5);
    await present(4);
    const [after] = await state.store.readKept('acme', [key]);
    expect(after).toMatchObject({ value: generationText({ number: 4, sinceMs: START + 5 }), expires: ENDS });
    expect(after?.version).toBeGreaterThan(before?.version ?? 0);
  });

  test('it is a part of the whole question, and of no other session', async () => {
    await setClock(START);
    for (const id of HOSTILE.filter((text) => text.length < 100)) {
      await open(id, ENDS, id);
      const subject = { tenant: 'acme', user: id, session: id, issuedAtSeconds: START_SECONDS - 60 };
      const renewal = claim(2, id, { user: id });
      const answer = await state.store.admit(question({ tenant: 'acme', subject, renewal, record: '{}' }));
      expect(answer).toMatchObject({ renewal: 'current', revokedBy: null });
      expect((await state.store.admit(question({ tenant: 'acme', subject }))).renewal).toBeNull();
    }
  });

  const step = fc.record({
    /** Which of up to eight requests moves on: it is sent with what the browser holds, reaches the state, or is answered. */
    actor: fc.nat(7),
    passMs: fc.constantFrom(0, 1, 400, 3000, 20_000),
    isLost: fc.boolean(),
  });

  /** A cookie of a browser. It has a successor once half of its life is over, which is longer than the grace. */
  interface Cookie {
    readonly generation: number;
    readonly madeMs: number;
  }
  const HALF_MS = GRACE_MS + 1000;
  const successorOf = ({ generation, madeMs }: Cookie): Cookie | null =>
    nowMs - madeMs < HALF_MS ? null : { generation: generation + 1, madeMs: nowMs };

  test('an honest browser is never signed out, and the copy of an old cookie always is', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 60 }), fc.nat(59), async (steps, copiedAt) => {
        run += 1;
        const session = `p${run}`;
        await setClock(nowMs + 1000);
        await open(session, nowMs / 1000 + 86_400);
        let jar: Cookie = { generation: 1, madeMs: nowMs };
        let copied = jar;
        const flying = new Map<number, { sent: Cookie; atMs: number; answer: Cookie | 'none' | null }>();
        for (const [index, { actor, passMs, isLost }] of steps.entries()) {
          nowMs += passMs;
          if (index === copiedAt) copied = jar;
          // After the grace, a request has failed, and an answer brings no cookie.
          for (const each of flying.values()) if (nowMs - each.atMs > GRACE_MS) each.answer = 'none';
          const request = flying.get(actor);
          if (request === undefined) flying.set(actor, { sent: jar, atMs: nowMs, answer: null });
          else if (request.answer === null) {
            // Only now: a backend's clock is a call of its own.
            await setClock(nowMs);
            expect(['current', 'superseded']).toContain(await present(request.sent.generation, session));
            request.answer = successorOf(request.sent) ?? 'none';
          } else {
            // The last answer that comes in wins, whichever request it is of.
            if (!isLost && request.answer !== 'none') jar = request.answer;
            flying.delete(actor);
          }
        }
        // The browser goes on twice, by what it holds.
        for (let more = 0; more < 2; more += 1) {
          nowMs = Math.max(nowMs, jar.madeMs + HALF_MS);
          await setClock(nowMs);
          expect(['current', 'superseded']).toContain(await present(jar.generation, session));
          jar = successorOf(jar) ?? jar;
        }
        expect(await present(jar.generation, session)).toBe('current');
        await setClock(nowMs + GRACE_MS + 1);
        const isOld = copied.generation < jar.generation;
        expect(await present(copied.generation, session)).toBe(isOld ? 'reused' : 'current');
      }),
      { numRuns: 25 },
    );
  });
});
