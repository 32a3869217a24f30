import type { OriginRule } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { policyOf } from '../../engine/sample-engine.ts';
import { advised, routeOf, said } from './written.ts';

const app = policyOf().origins['app'] as OriginRule;
const at = (id: string, changes: Partial<OriginRule>): OriginRule => ({ ...app, id, at: `r:${id}`, ...changes });

describe('an origin in a network of its own', () => {
  const saidOf = (url: string, network: OriginRule['network']): string[] =>
    said(advised({ origins: { app: at('app', { target: { kind: 'url', url }, network }) } }));

  test('over plain http', () => {
    expect(saidOf('http://10.0.0.5:8080', 'private')).toEqual([
      'origin_in_private_network r:app Origin "app" is reached at http://10.0.0.5:8080, without encryption.',
    ]);
  });

  test('over https', () => {
    expect(saidOf('https://10.0.0.5', 'private')).toEqual([
      'origin_in_private_network r:app Origin "app" is reached at https://10.0.0.5, whose name or address means something in one network alone.',
    ]);
  });

  test('and one that everyone can reach', () => {
    expect(saidOf('https://origin.example', 'public')).toEqual([]);
  });
});

describe('two origins that lead to one app', () => {
  const saidOf = (one: Partial<OriginRule>, other: Partial<OriginRule>, ...paths: [string, string]): string[] =>
    said(
      advised({
        origins: { one: at('one', one), other: at('other', other) },
        routes: [routeOf(paths[0], { origin: 'one' }), routeOf(paths[1], { origin: 'other' })],
      }),
    ).filter((text) => text.startsWith('origins_share'));

  test.each([
    ['/tools/**', '/admin'],
    ['/tools/{x}', '/admin/**'],
    ['/tools/admin', '/{x}'],
  ])('by %s and %s', (stripped, plain) => {
    expect(saidOf({ path: { strip: '/tools', add: '' } }, {}, stripped, plain)).toEqual([
      `origins_share_resources r:other Origins "other" and "one" (r:one) lead to one app: ${plain} and ${stripped} can show the same.`,
    ]);
  });

  test.each<[string, string, Partial<OriginRule>, Partial<OriginRule>]>([
    ['/tools/x', '/admin', { path: { strip: '/tools', add: '' } }, {}],
    ['/tools/{x}', '/admin/x', { path: { strip: '/tools', add: '' } }, {}],
    ['/v1/**', '/v2/**', { path: { strip: '/v1', add: '/a' } }, { path: { strip: '/v2', add: '/b' } }],
    ['/tools/**', '/admin', { path: { strip: '/tools', add: '/v2' } }, {}],
    // Each path has one route.
    ['/tools/**', '/admin', {}, {}],
    ['/tools/**', '/admin', { path: { strip: '/tools', add: '' } }, { target: { kind: 'service', binding: 'OTHER' } }],
  ])('but show nothing twice by %s and %s', (first, second, one, other) => {
    expect(saidOf(one, other, first, second)).toEqual([]);
  });
});

test('an origin that believes headers', () => {
  const identity = { user: 'x-user', tenant: null, roles: 'remote-groups', session: null };
  expect(said(advised({ origins: { app: at('app', { identity }) } }))).toEqual([
    'origin_believes_headers r:app Origin "app" takes x-user, remote-groups for who asks, and cannot verify it.',
  ]);
});
