import { describe, expect, test } from 'vitest';
import { keptKey, keptParts, keptPrefix } from '../../../../worker/core/kept/index.ts';
import type { KeptChange } from '../../../../worker/state/port.ts';
import { BACKENDS } from './backends.ts';
import { freshBackend } from './fresh-backend.ts';
import { HOSTILE, START, START_SECONDS } from './samples.ts';

const END = START_SECONDS + 60;

function put(key: string, value: string, part: Partial<KeptChange> = {}): KeptChange {
  return { key, value, expires: END, ...part };
}

describe.each(Object.entries(BACKENDS))('kept documents in %s', (_, start) => {
  const state = freshBackend(start);
  const key = keptKey('session', 'u1', 's1');
  const other = keptKey('session', 'u1', 's2');
  const read = async (...keys: string[]) =>
    (await state.store.readKept('acme', keys)).map((document) => document?.value ?? null);
  const list = async (home: string, prefix: string) => {
    const keys: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await state.store.listKept(home, prefix, cursor);
      keys.push(...page.entries.map((document) => document.key));
      cursor = page.next;
    } while (cursor !== null);
    return keys;
  };

  test('are read as they were written, in the order that was asked for', async () => {
    expect(await read(key, other)).toEqual([null, null]);
    expect(await state.store.writeKept('acme', [put(key, 'one'), put(other, '', { expires: null })])).toBe(true);
    const [second, nothing, first] = await state.store.readKept('acme', [other, keptKey('token', 't'), key]);
    expect([second, nothing, first]).toEqual([
      { key: other, value: '', version: expect.any(Number), expires: null },
      null,
      { key, value: 'one', version: expect.any(Number), expires: END },
    ]);
    expect(await state.store.readKept('acme', [])).toEqual([]);
    expect(await state.store.writeKept('acme', [])).toBe(true);
  });

  test('are written all or not at all, by the versions that they must have', async () => {
    const write = (...changes: KeptChange[]) => state.store.writeKept('acme', changes);
    const version = async () => (await state.store.readKept('acme', [key]))[0]?.version ?? null;
    expect(await write(put(key, 'one', { ifVersion: 7 }))).toBe(false);
    expect(await write(put(key, 'one', { ifVersion: null }))).toBe(true);
    const first = await version();
    expect(await write(put(other, 'two'), put(key, 'again', { ifVersion: null }))).toBe(false);
    expect(await read(key, other)).toEqual(['one', null]);
    expect(await write(put(other, 'two'), put(key, 'again', { ifVersion: first }))).toBe(true);
    expect(await read(key, other)).toEqual(['again', 'two']);
    expect(await write(put(key, 'late', { ifVersion: first }))).toBe(false);
    expect(await write(put(key, 'whichever'))).toBe(true);
    expect(await write({ key, value: null, expires: null, ifVersion: first })).toBe(false);
    expect(await write({ key, value: null, expires: null, ifVersion: await version() })).toBe(true);
    expect(await read(key, other)).toEqual([null, 'two']);
  });

  test('have another version each time, even after they were taken away while the clock stood', async () => {
    const versions = new Set<number>();
    for (let round = 0; round < 5; round += 1) {
      await state.store.writeKept('acme', [put(key, 'same')]);
      versions.add((await state.store.readKept('acme', [key]))[0]?.version ?? 0);
      await state.store.writeKept('acme', [{ key, value: null, expires: null }]);
    }
    expect([versions.size, versions.has(0)]).toEqual([5, false]);
  });

  test('end on time: for reads, for lists and for conditions', async () => {
    await state.store.writeKept('acme', [put(key, 'one'), put(other, 'two', { expires: END + 60 })]);
    await state.backend.setClock(END * 1000 - 1);
    expect([await read(key), await list('acme', keptPrefix('session'))]).toEqual([['one'], [key, other]]);
    await state.backend.setClock(END * 1000);
    expect([await read(key), await list('acme', keptPrefix('session'))]).toEqual([[null], [other]]);
    expect(await state.store.writeKept('acme', [put(key, 'new', { ifVersion: null, expires: END + 60 })])).toBe(true);
    expect(await read(key, other)).toEqual(['new', 'two']);
    await state.backend.setClock(START + 86_400_000);
    expect(await list('acme', keptPrefix('session'))).toEqual([]);
  });

  test('are listed in the order of their keys, all of them, and no others', async () => {
    const keys = Array.from({ length: 450 }, (_item, index) =>
      keptKey('session', 'u1', String(index).padStart(4, '0')),
    );
    for (let at = 0; at < keys.length; at += 50)
      await state.store.writeKept(
        'acme',
        keys.slice(at, at + 50).map((each) => put(each, 'x')),
      );
    await state.store.writeKept('acme', [
      put(keptKey('session', 'u10', 's'), 'x'),
      put(keptKey('session', 'u', 's'), 'x'),
    ]);
    await state.store.writeKept('globex', [put(key, 'x')]);
    expect(await list('acme', keptPrefix('session', 'u1'))).toEqual(keys);
    expect(await list('globex', keptPrefix('session'))).toEqual([key]);
    expect(await list('acme', keptPrefix('token'))).toEqual([]);
  });

  test('of any size that is allowed are listed', async () => {
    const value = 'x'.repeat(64 * 1024);
    const keys = Array.from({ length: 20 }, (_item, index) => keptKey('user', String(index + 10)));
    for (const each of keys) await state.store.writeKept('provider:okta', [put(each, value)]);
    expect(await list('provider:okta', keptPrefix('user'))).toEqual(keys);
  });

  test('of hostile ids and homes never meet', async () => {
    const parts = HOSTILE.filter((text) => text.length < 100);
    for (const text of parts) {
      const home = `provider:${text}`;
      expect(
        await state.store.writeKept(home, [put(keptKey('user', text), text), put(keptKey('user', 'x'), text)]),
      ).toBe(true);
    }
    for (const text of parts) {
      const home = `provider:${text}`;
      const [own] = await state.store.readKept(home, [keptKey('user', text)]);
      expect(own?.value).toBe(text);
      expect((await list(home, keptPrefix('user'))).map((each) => keptParts(each)[0]).sort()).toEqual(
        [text, 'x'].sort(),
      );
    }
  });

  test('are refused where they are too many, too large, or not by a key', async () => {
    const many = Array.from({ length: 65 }, (_item, index) => keptKey('user', String(index)));
    const large = 'x'.repeat(64 * 1024);
    const writes: readonly (readonly [RegExp, readonly KeptChange[]])[] = [
      [/64 documents/, many.map((each) => put(each, 'x'))],
      [/65536 bytes/, [put(key, `${large}x`)]],
      [/524288 bytes/, many.slice(0, 9).map((each) => put(each, large))],
      [/twice/, [put(key, 'x'), put(key, 'y')]],
      [/keptKey/, [put(keptKey('user', 'x'.repeat(1020)), 'x')]],
      [/keptKey/, [put('user', 'x')]],
      [/keptKey/, [put('stranger/x', 'x')]],
      [/keptKey/, [put('user/a b', 'x')]],
      [/seconds since/, [put(key, 'x', { expires: -1 })]],
    ];
    for (const [problem, changes] of writes)
      await expect(state.store.writeKept('acme', changes), String(problem)).rejects.toThrow(problem);
    await expect(state.store.readKept('acme', many)).rejects.toThrow(/64 documents/);
    await expect(state.store.readKept('acme', ['version'])).rejects.toThrow(/keptKey/);
    await expect(state.store.readKept('', [key])).rejects.toThrow(/home/);
    await expect(state.store.listKept('acme', '', null)).rejects.toThrow(/keptKey/);
    expect(await list('acme', keptPrefix('user'))).toEqual([]);
  });

  test('that people decided are in a backup, which another state takes over; sessions are not', async () => {
    const decided = [put(keptKey('user', 'a/b', 'c'), 'ä\n'), put(keptKey('token', 't'), '{}', { expires: null })];
    await state.store.writeKept('provider:okta', [...decided, put(key, 'session')]);
    await state.store.writeKept('acme', [put(keptKey('identity', 'acme'), '{}', { expires: null }), put(other, 'x')]);
    await state.store.writeKept('acme', [put(keptKey('user', 'gone'), 'x')]);
    await state.store.writeKept('acme', [{ key: keptKey('user', 'gone'), value: null, expires: null }]);
    const exported = async () => {
      const entries = [];
      let cursor: string | null = null;
      do {
        const page = await state.store.exportState(cursor);
        entries.push(...page.entries);
        cursor = page.next;
      } while (cursor !== null);
      return entries.map((entry) => JSON.stringify(Object.entries(entry).sort())).sort();
    };
    const backup = await state.store.exportState(null);
    const before = await exported();
    expect(before).toHaveLength(3);
    const entries =
      backup.entries.length === 3 ? backup.entries : before.map((text) => Object.fromEntries(JSON.parse(text) as []));
    const second = await state.backend.fresh();
    await second.importState(entries as never);
    await second.importState(entries as never);
    expect(
      (
        await second.readKept(
          'provider:okta',
          decided.map((each) => each.key),
        )
      ).map((each) => each?.value),
    ).toEqual(['ä\n', '{}']);
    expect(await second.readKept('provider:okta', [key])).toEqual([null]);
  });
});
