import { expect, test } from 'vitest';
import { Generations } from '../../../../worker/core/memory/index.ts';

const keysIn = (memory: Generations<number>): readonly string[] => memory.entries().map(([key]) => key);

test('what was used last is held for certain, and twice as much at most', () => {
  const memory = new Generations<number>(3);
  for (let index = 0; index < 100; index += 1) {
    memory.set(`key-${index}`, index);
    expect(memory.get('key-0')).toBe(0);
    for (let back = 0; back < 2 && back <= index; back += 1)
      expect(memory.get(`key-${index - back}`)).toBe(index - back);
    expect(keysIn(memory).length).toBeLessThanOrEqual(6);
  }
});

test('counts by weight, also of what is replaced or taken away', () => {
  const memory = new Generations<number>(10);
  for (let round = 0; round < 20; round += 1) memory.set('same', round, 9);
  memory.set('light', 1, 1);
  expect([memory.get('same'), keysIn(memory)]).toEqual([19, ['same', 'light']]);
  memory.delete('same');
  memory.set('other', 2, 9);
  expect([memory.get('same'), memory.get('light'), memory.get('other')]).toEqual([undefined, 1, 2]);
  memory.clear();
  expect(keysIn(memory)).toEqual([]);
});
