import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { describe, expect, test } from 'vitest';
import { ofFile } from '../../support/of-file.ts';
import { until } from '../../support/patience.ts';
import { rawGet } from '../../support/raw-http.ts';
import { createKit, headerOf } from '../../vectors/context/kit.ts';
import { startIdentityApp } from './identity-app.ts';
import { expectStopped, goodLines, goodRequest, judgeGuard } from './judge-guard.ts';
import { judgeIdentityHeaders } from './judge-identity-headers.ts';
import { expectLeftOut, judgeVectors, USUALLY_LEFT_OUT } from './judge-vectors.ts';
import { startHaproxy } from './start-haproxy.ts';

const app = ofFile(await startIdentityApp(), ({ origin }) => origin.close());

describe('HAProxy', () => {
  const start = (keys: string) => startHaproxy(app, keys);
  judgeVectors({ start, leftOut: USUALLY_LEFT_OUT });
  judgeGuard(start);
  judgeIdentityHeaders(start, () => app);

  test('is sent all vectors but the usual', () => expectLeftOut(USUALLY_LEFT_OUT));

  test.each([
    ['roles that another claim holds as well', { later: { roles: ['admin'] } }],
    ['a role that would not go into a header as it is', { roles: ['owner,admin'] }],
    ['a role with a space, which it would lose', { roles: ['own er'] }],
    ['text that it would decode in another way', { sub: '\ud83d' }],
  ])('refuses, unlike the SDK, %s', async (_what, claims) => {
    const server = await startHaproxy(app, JSON.stringify(goodRequest().verifier.keys));
    try {
      const token = createKit(Math.floor(Date.now() / 1000)).withClaims(claims);
      const lines = [`Portcullis-Context: ${token}`, ...goodLines().slice(1), 'Connection: close'];
      await expectStopped(server, rawGet('/loads?page=2', 'app.internal', lines));
      expect(await until(() => server.refusals()[0])).toBe('ERR_CONTEXT_CLAIMS');
    } finally {
      await server.stop();
    }
  });

  test('does not start without keys', async () => {
    await expect(startHaproxy(app, null)).rejects.toThrow('ORIGIN_APP_KEYS is not set');
  });

  test.each([
    '',
    '{}',
    'no JSON',
    '{"keys":[]}',
    '{"keys":[{"kty":"oct","kid":"k1","k":"c2hvcnQ"}]}',
    '{"keys":[{"kid":"k1"}]}',
  ])('refuses everything with the keys %s', async (keys) => {
    const server = await startHaproxy(app, keys);
    try {
      await expectStopped(server, rawGet('/loads?page=2', 'app.internal', [...goodLines(), 'Connection: close']));
    } finally {
      await server.stop();
    }
  });

  test('refuses everything with a secret that could be guessed', async () => {
    const server = await startHaproxy(app, '{"keys":[{"kty":"oct","kid":"k1","k":"c2hvcnQ"}]}');
    try {
      const kit = createKit(Math.floor(Date.now() / 1000));
      const sign = (text: string): Buffer => createHmac('sha256', 'short').update(text).digest();
      const token = kit.token(headerOf('HS256'), kit.claims, { sign });
      const lines = [`Portcullis-Context: ${token}`, ...goodLines().slice(1), 'Connection: close'];
      await expectStopped(server, rawGet('/loads?page=2', 'app.internal', lines));
    } finally {
      await server.stop();
    }
  });

  test('refuses HTTP/2 with prior knowledge, because the target would be rebuilt', async () => {
    const server = await startHaproxy(app, JSON.stringify(goodRequest().verifier.keys));
    try {
      const before = app.asked().length;
      const client = connect(`http://127.0.0.1:${server.port}`);
      const stream = client.request({ ':path': '/loads?page=2', ...Object.fromEntries(goodRequest().request.headers) });
      const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
      client.destroy();
      expect(headers[':status']).toBe(401);
      expect(await until(() => server.refusals()[0])).toBe('ERR_CONTEXT_REQUEST_MISMATCH');
      expect(app.asked()).toHaveLength(before);
    } finally {
      await server.stop();
    }
  });
});
