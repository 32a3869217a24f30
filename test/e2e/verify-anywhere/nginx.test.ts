import { describe, expect, test } from 'vitest';
import { ofFile } from '../../support/of-file.ts';
import { until } from '../../support/patience.ts';
import { rawGet } from '../../support/raw-http.ts';
import { startIdentityApp } from './identity-app.ts';
import { expectStopped, goodLines, goodRequest, judgeGuard } from './judge-guard.ts';
import { judgeIdentityHeaders } from './judge-identity-headers.ts';
import { expectLeftOut, judgeVectors, USUALLY_LEFT_OUT } from './judge-vectors.ts';
import { startNginx } from './start-nginx.ts';

const app = ofFile(await startIdentityApp(), ({ origin }) => origin.close());

describe('nginx', () => {
  const start = (keys: string) => startNginx(app, keys);
  judgeVectors({ start, leftOut: USUALLY_LEFT_OUT });
  judgeGuard(start);
  judgeIdentityHeaders(
    start,
    () => app,
    (name) => name.includes('.') || name === 'Portcullis_Context',
  );

  test('is sent all vectors but the usual', () => expectLeftOut(USUALLY_LEFT_OUT));

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
