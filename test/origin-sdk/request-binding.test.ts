import { type ContextVerifierOptions, createContextVerifier, type RewritingProxy } from '@portcullis/origin';
import { describe, expect, it } from 'vitest';
import { good, HOST_HEADER, options, REQUEST, refused, verifier, verify, withClaims } from './good-context.ts';

const mismatch = refused('ERR_CONTEXT_REQUEST_MISMATCH');
const behind = (proxy: RewritingProxy) => createContextVerifier({ ...options, proxy });

describe('the host of a context', () => {
  it.each<[string, string | readonly string[] | null | undefined]>([
    ['another', 'globex.app.example.com'],
    ['in capitals', 'ACME.app.example.com'],
    ['with a port', 'acme.app.example.com:443'],
    ['with a dot behind it', 'acme.app.example.com.'],
    ['with a space', ' acme.app.example.com'],
    ['empty', ''],
    ['absent (null)', null],
    ['absent (undefined)', undefined],
    ['an empty list', []],
    ['twice the same', [REQUEST.host, REQUEST.host]],
    ['the right one behind another', ['globex.app.example.com', REQUEST.host]],
    ['joined with itself', `${REQUEST.host}, ${REQUEST.host}`],
    ['joined with another', `${REQUEST.host},globex.app.example.com`],
  ])('must be the one that was forwarded: %s', async (_what, host) => {
    await expect(verify(good, { host })).rejects.toMatchObject(mismatch);
  });

  it('must be forwarded once among the headers', async () => {
    const ask = (headers: Iterable<readonly [string, string]>) => verifier.verifyRequest({ ...REQUEST, headers });
    const context = ['portcullis-context', good] as const;
    expect((await ask([context, HOST_HEADER])).host).toBe(REQUEST.host);
    await expect(ask([context])).rejects.toMatchObject(mismatch);
    await expect(ask([context, ['Host', REQUEST.host]])).rejects.toMatchObject(mismatch);
    await expect(ask([context, HOST_HEADER, HOST_HEADER])).rejects.toMatchObject(mismatch);
    await expect(ask([context, HOST_HEADER, ['x-forwarded-host', 'evil.example']])).rejects.toMatchObject(mismatch);
    const joined = new Headers([[...context], [...HOST_HEADER], [...HOST_HEADER]]);
    await expect(ask(joined)).rejects.toMatchObject(mismatch);
  });

  it('is not compared behind a proxy that replaces it, and is still told', async () => {
    const replaced = behind({ replacesForwardedHost: true });
    for (const host of [undefined, 'proxy.internal', ['a', 'b']])
      expect((await replaced.verify({ ...REQUEST, host, header: good })).host).toBe(REQUEST.host);
    await expect(replaced.verify({ ...REQUEST, target: '/', header: good })).rejects.toMatchObject(mismatch);
  });

  it('is compared unless the option is exactly true', async () => {
    const unsure = behind({ replacesForwardedHost: 'yes' as unknown as boolean });
    await expect(unsure.verify({ ...REQUEST, host: undefined, header: good })).rejects.toMatchObject(mismatch);
  });
});

describe('a proxy that rewrites the path', () => {
  const ask = (proxy: RewritingProxy, htu: string, target: string) =>
    behind(proxy).verify({ ...REQUEST, target, header: withClaims({ htu }) });

  it.each<[RewritingProxy, string, string]>([
    [{ stripsPrefix: '/app' }, '/app/loads?a=1', '/loads?a=1'],
    [{ stripsPrefix: '/app' }, '/app/app/loads', '/app/loads'],
    [{ addsPrefix: '/v1' }, '/loads?a=1', '/v1/loads?a=1'],
    [{ stripsPrefix: '/app', addsPrefix: '/v1/acme' }, '/app/loads', '/v1/acme/loads'],
  ])('%j: %s may arrive as %s', async (proxy, htu, target) => {
    expect((await ask(proxy, htu, target)).user).toBe('u-7');
  });

  it.each<[RewritingProxy, string, string]>([
    [{ stripsPrefix: '/app' }, '/loads', '/loads'],
    [{ stripsPrefix: '/app' }, '/app/loads', '/app/loads'],
    [{ stripsPrefix: '/app' }, '/app/loads', '/bills'],
    [{ stripsPrefix: '/app' }, '/application', 'lication'],
    [{ addsPrefix: '/v1' }, '/loads', '/loads'],
    [{ addsPrefix: '/v1' }, '/v1/loads', '/v1/loads'],
    [{ addsPrefix: '/v1' }, '/loads', '/v2/loads'],
    [{ addsPrefix: '/v1' }, '/loads', '/v1loads'],
    [{}, '/app/loads', '/loads'],
  ])('%j: %s may not arrive as %s', async (proxy, htu, target) => {
    await expect(ask(proxy, htu, target)).rejects.toMatchObject(mismatch);
  });

  it.each(['app', '/app/', '/', '', '/../x', '/a/..', '/a//b', '/a?b', '/a b', '/%61', 'https://x/app'])(
    'is not described by %j',
    (prefix) => {
      for (const name of ['stripsPrefix', 'addsPrefix']) {
        const make = () => createContextVerifier({ ...options, proxy: { [name]: prefix } } as ContextVerifierOptions);
        expect(make).toThrow(
          expect.objectContaining({ code: 'ERR_CONFIGURATION', message: expect.stringContaining(name) }),
        );
      }
    },
  );
});
