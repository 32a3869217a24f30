import { expect, it } from 'vitest';
import { closest } from '../../../rules/src/compiler/index.ts';

it.each([
  ['adresses', 'addresses'],
  ['amdin', 'admin'],
  ['ADMIN', 'admin'],
  ['signin', 'signIn'],
  ['x', null],
  ['completely else', null],
  ['', null],
])('takes %j for %j', (text, expected) => {
  expect(closest(text, ['addresses', 'admin', 'signIn', 'methods'])).toBe(expected);
});
