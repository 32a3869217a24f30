import { expect, test } from 'vitest';
import { GATEWAY_ORIGIN, setSession } from '../../../rules/src/engine/index.ts';
import { decisionAt, hostOf, routeOf, sessionWith } from './sample-engine.ts';

const WIKI = hostOf('wiki.example');

test.each([
  ['no host, anywhere', undefined, WIKI, 'verified'],
  ['its host', 'wiki.example', WIKI, 'verified'],
  ['another host', 'files.example', WIKI, 'invalid'],
  [
    'a host in whose place it is in development',
    'wiki.example',
    { ...hostOf('localhost:8787'), standsFor: 'wiki.example' },
    'verified',
  ],
  [
    'a host that only has its name',
    'localhost:8787',
    { ...hostOf('localhost:8787'), standsFor: 'wiki.example' },
    'invalid',
  ],
  ['any host, at none of the rules', 'wiki.example', null, 'invalid'],
])('a session bound to %s', (_name, bound, pattern, kind) => {
  const decision = decisionAt(routeOf('/x', { hosts: ['wiki.example'] }));
  decision.host = pattern === null ? null : { tenant: null, pattern };
  const session = sessionWith(bound === undefined ? {} : { host: bound });
  setSession(decision, { kind: 'verified', session });
  expect(decision.session.kind).toBe(kind);
});

test.each([
  ['an app', { host: 'wiki.example' }, {}, 'invalid'],
  ['an app, at an endpoint of the gateway', { host: 'wiki.example' }, { origin: GATEWAY_ORIGIN }, 'verified'],
  ['a link to act as a user', { place: 'wiki.example' }, {}, 'verified'],
  ['a link to act as a user, at another host', { place: 'files.example' }, {}, 'invalid'],
])('a session of one host on a route for every host, by %s', (_name, bound, changes, kind) => {
  const decision = decisionAt(routeOf('/x', changes));
  decision.host = { tenant: null, pattern: WIKI };
  setSession(decision, { kind: 'verified', session: sessionWith(bound) });
  expect(decision.session.kind).toBe(kind);
});
