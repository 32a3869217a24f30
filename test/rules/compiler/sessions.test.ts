import { expect, it } from 'vitest';
import { compileRules } from '../../../rules/src/compiler/index.ts';
import { edited, readBaseFile } from './base-rules.ts';

function sessionOf(session: string): unknown {
  const text = edited('session: { lifetime: 15m }', `session: ${session}`);
  const result = compileRules({ file: 'r.yaml', text, readFile: readBaseFile });
  return result.ok ? result.policy.session : result.problems;
}

it('renew with defaults for the times that are not stated', () => {
  expect(sessionOf('{ lifetime: 10m, renew: {} }')).toMatchObject({
    lifetimeSeconds: 600,
    renew: { idleSeconds: 28_800, absoluteSeconds: 86_400, graceSeconds: 30, recheckSeconds: null, device: 'off' },
  });
});

it('renew as they say', () => {
  expect(
    sessionOf('{ lifetime: 5m, renew: { idle: 1h, absolute: 12h, grace: 10s, recheck: 10m, device: required } }'),
  ).toMatchObject({
    lifetimeSeconds: 300,
    renew: { idleSeconds: 3600, absoluteSeconds: 43_200, graceSeconds: 10, recheckSeconds: 600, device: 'required' },
  });
});

it('do not renew unless the rules say so', () => {
  expect(sessionOf('{ lifetime: 10m }')).toMatchObject({ lifetimeSeconds: 600, renew: null });
});
