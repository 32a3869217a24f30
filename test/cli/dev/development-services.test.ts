import { localPolicy } from '@portcullis/cli/dev';
import type { OriginRule, Policy } from '@portcullis/rules/policy';
import { expect, test } from 'vitest';
import { developmentServices } from '../../../cli/src/dev/development-services.ts';
import { workerdConfig } from '../../../cli/src/dev/workerd-config.ts';
import { policyOf } from '../../rules/engine/sample-engine.ts';

const app = policyOf().origins['app'] as OriginRule;
const bound = (id: string, changes: Partial<OriginRule> = {}): OriginRule => ({
  ...app,
  id,
  target: { kind: 'service', binding: 'APP' },
  host: 'public',
  ...changes,
});
const at = (origins: Record<string, OriginRule>, originUrls: Record<string, string>): Policy =>
  localPolicy(policyOf({ origins }), { port: 8787, originUrls });

test('an app that sees the public host is reached through its binding at its development URL', () => {
  expect(developmentServices(at({ app: bound('app') }, { app: 'http://localhost:3000' }))).toEqual({
    APP: 'http://localhost:3000',
  });
});

test.each<[string, OriginRule, Record<string, string>]>([
  ['an app that sees its own host', bound('app', { host: 'origin' }), { app: 'http://localhost:3000' }],
  ['an app without a development URL', bound('app'), {}],
])('%s needs no such binding', (_, origin, urls) => {
  expect(developmentServices(at({ app: origin }, urls))).toEqual({});
});

test('two origins share a binding only if both lead to one place', () => {
  const origins = { app: bound('app'), api: bound('api', { path: { strip: '/api', add: '' } }) };
  const one = 'http://localhost:3000';
  expect(developmentServices(at(origins, { app: one, api: one }))).toEqual({ APP: one });
  expect(() => developmentServices(at(origins, { app: one, api: 'http://localhost:3001' }))).toThrow(
    'APP leads to http://localhost:3000 and to http://localhost:3001: give the origins bindings of their own',
  );
});

test.each([
  ['http://localhost:3000', 'external = (address = "localhost:3000", http = ())'],
  ['http://localhost', 'external = (address = "localhost:80", http = ())'],
  ['http://[::1]:3000', 'external = (address = "[::1]:3000", http = ())'],
  [
    'https://app.test',
    'external = (address = "app.test:443", https = (options = (), tlsOptions = (trustBrowserCas = true), certificateHost = "app.test"))',
  ],
])('%s is written as %s', (url, expected) => {
  const config = workerdConfig({
    ...{ listen: '127.0.0.1:8787', bundleFile: 'b', policyFile: 'p', addressesFile: 'a', storageFolder: 's' },
    ...{ compatibilityDate: '2026-11-17', compatibilityFlags: [], fromEnvironment: [], cfHeader: null, cache: null },
    services: { APP: url },
  });
  expect(config).toContain(`(name = "service-APP", ${expected}),`);
  expect(config).toContain('(name = "APP", service = "service-APP")');
});
