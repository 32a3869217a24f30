import { createEngine } from '@portcullis/rules/engine';
import { expect, test } from 'vitest';
import { explain } from '../../../../rules/src/analysis/explain/index.ts';
import { policyOf, rolesAccess, routeOf } from '../../engine/sample-engine.ts';
import { OWNER } from './ask.ts';

const TOKEN = { ...OWNER, byToken: true } as const;

function notesOf(
  credentials: readonly ('session' | 'token')[],
  asker: typeof OWNER,
  tokenRoles: readonly string[] = ['owner'],
): readonly string[] {
  const routes = [routeOf('/**', { access: rolesAccess({ credentials }) })];
  const tokens = { roles: tokenRoles, lifetimeSeconds: 3600, at: 'rules.yaml:12' };
  const engine = createEngine(policyOf({ routes, tokens }), { development: false });
  const request = {
    method: 'GET',
    url: 'https://acme.app.example/x',
    address: '203.0.113.7',
    nowSeconds: 1_790_000_000,
  };
  const state = { kind: 'answered', exceeded: [], revokedBy: null, tenantPolicy: null } as const;
  const { outcome, notes } = explain(engine, { request, asker, state });
  return [outcome, ...notes];
}

test('a token that the route takes', () => {
  expect(notesOf(['session', 'token'], TOKEN)).toEqual(['passed']);
});

test('a token that the route does not look at', () => {
  expect(notesOf(['session'], TOKEN)).toEqual(['refused', 'The route takes no tokens, so this one is not looked at.']);
});

test('a session that the route does not look at', () => {
  expect(notesOf(['token'], OWNER)).toEqual([
    'refused',
    'The route takes tokens alone, so the session is not looked at.',
  ]);
});

test('a token with a role that no token can have', () => {
  expect(notesOf(['token'], TOKEN, ['reader'])).toEqual([
    'refused',
    'No token can have the role "owner" by "tokens" or an issuer with "bearer", so it counts for nothing.',
  ]);
});
