import { describe, expect, it } from 'vitest';
import { formatPrefix, type PrefixProblem, parsePrefix } from '../../../rules/src/engine/address/index.ts';

const refused: readonly (readonly [string, PrefixProblem])[] = [
  ['10.1.2.3/8', { kind: 'host-bits', suggestion: '10.0.0.0/8' }],
  ['255.255.255.255/31', { kind: 'host-bits', suggestion: '255.255.255.254/31' }],
  ['2001:db8::1/32', { kind: 'host-bits', suggestion: '2001:db8::/32' }],
  ['::ffff:10.1.2.3/104', { kind: 'host-bits', suggestion: '10.0.0.0/8' }],
  ['0.0.0.0/0', { kind: 'everything' }],
  ['10.0.0.0/0', { kind: 'everything' }],
  ['::/0', { kind: 'everything' }],
  ['::ffff:0:0/96', { kind: 'everything' }],
  ['::/80', { kind: 'spans-ipv4' }],
  ['::/1', { kind: 'spans-ipv4' }],
  ['10.0.0.0/33', { kind: 'length', longest: 32 }],
  ['::/129', { kind: 'length', longest: 128 }],
  ...[
    '10.0.0.0/08',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/+8',
    '10.0.0.0/8 ',
    ' 10.0.0.0/8',
    '10.0.0.0/8/8',
    '10.0.0.0/0x8',
    '10.0.0.0/255.0.0.0',
    '10.0.0.0/8.0',
    '10/8',
    '/8',
    '',
    'all',
    '10.0.0.0/٨',
    'fe80::%1/64',
    '::1.2.3.4',
    '10.0.0.0/1000',
  ].map((text) => [text, { kind: 'syntax' }] as const),
];

describe('parsePrefix', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['128.0.0.0/1', '128.0.0.0/1'],
    ['192.0.2.7', '192.0.2.7/32'],
    ['192.0.2.7/32', '192.0.2.7/32'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['2001:db8::1', '2001:db8::1/128'],
    ['8000::/1', '8000::/1'],
    ['::1/128', '::1/128'],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
    ['::ffff:a00:1/128', '10.0.0.1/32'],
  ])('reads %s as %s', (text, expected) => {
    const prefix = parsePrefix(text);
    expect('problem' in prefix ? prefix.problem : formatPrefix(prefix)).toBe(expected);
  });

  it.each(refused)('refuses %j', (text, problem) => {
    expect(parsePrefix(text)).toEqual({ problem });
  });
});
