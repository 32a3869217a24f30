import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../support/gateway.ts';
import { rawGet } from '../../support/raw-http.ts';
import { type IdentityApp, startIdentityApp } from './identity-app.ts';
import { expectStopped, goodLines, goodRequest, judgeGuard } from './judge-guard.ts';
import { judgeIdentityHeaders } from './judge-identity-headers.ts';
import { judgeVectors, type LeftOut, namesLeftOut, UNSTEADY } from './judge-vectors.ts';
import { startNginx } from './start-nginx.ts';

const LEFT_OUT = {
  'njs knows no EdDSA': ({ verifier }) => verifier.algorithm === 'EdDSA',
  'nothing rewrites between the gateway and nginx': ({ verifier }) => verifier.proxy !== undefined,
  'five seconds are tolerated': ({ verifier }) => verifier.clockToleranceSeconds !== 5,
} satisfies LeftOut;

let app: IdentityApp;

beforeAll(async () => {
  app = await startIdentityApp();
});
afterAll(() => app?.origin.close());

describe('nginx', () => {
  const start = (keys: string) => startNginx(app, keys);
  judgeVectors({ start, leftOut: LEFT_OUT });
  judgeGuard(start);
  judgeIdentityHeaders(
    start,
    () => app,
    (name) => name.includes('.') || name === 'Portcullis_Context',
  );

  test('is sent all vectors but these', () => {
    const { 'njs knows no EdDSA': ofEdDSA, ...others } = namesLeftOut(LEFT_OUT);
    expect(ofEdDSA?.length).toBeGreaterThan(20);
    expect(others).toEqual({
      'nothing rewrites between the gateway and nginx': expect.arrayContaining(['good: proxy that strips']),
      'five seconds are tolerated': [
        'time: expired without tolerance',
        'time: early without tolerance',
        'good: last second without tolerance',
      ],
      [UNSTEADY]: ['time: 6 seconds early', 'good: expired within the tolerance'],
    });
  });

  test.each([
    '{}',
    'no JSON',
    '',
    '{"keys":[{"kty":"oct","kid":"k1","k":"c2hvcnQ"}]}',
    '{"keys":[{"kid":"k1"}]}',
    JSON.stringify({ keys: Array(2).fill((goodRequest().verifier.keys.keys as unknown[])[0]) }),
  ])('refuses everything with the keys %s, and says that it is the set-up', async (keys) => {
    const server = await startNginx(app, keys);
    try {
      await expectStopped(server, rawGet('/loads?page=2', 'app.internal', [...goodLines(), 'Connection: close']));
      expect(await until(() => server.refusals()[0])).toBe('ERR_CONFIGURATION');
      expect(server.lines().join('\n')).toMatch(/portcullis: (the key|a key)/);
    } finally {
      await server.stop();
    }
  });
});
