import { digested, HOST, type Json, type Kit, LONG_TARGET, LONGEST_PLAIN_TARGET, TARGET } from '../kit.ts';
import type { Vector } from '../vector.ts';

/** A good context that was made for another request. */
export function binding(kit: Kit): readonly Vector[] {
  const good = kit.withClaims({});
  const error = 'ERR_CONTEXT_REQUEST_MISMATCH';
  const context = ['Portcullis-Context', good] as const;
  const method = (name: string, value: string) =>
    kit.refuses(name, error, 'The context is for GET.', good, { method: value });
  const target = (description: string, value: string) =>
    kit.refuses(`target ${value}`, error, description, good, { target: value });
  const host = (name: string, description: string, values: readonly string[]) =>
    kit.refuses(name, error, description, '', {
      headers: [context, ...values.map((value) => ['X-Forwarded-Host', value] as const)],
    });
  /** @param htu is the path that the context names; the app sees `target` behind a proxy that strips /app */
  const stripped = (name: string, description: string, htu: string, value: string) =>
    kit.refuses(name, error, description, kit.withClaims({ htu }), {
      target: value,
      verifier: { proxy: { stripsPrefix: '/app' } },
    });
  const long = (name: string, description: string, claims: Json, value = LONG_TARGET) =>
    kit.refuses(name, error, description, kit.withClaims(claims), { target: value });
  const digest = String(digested(LONG_TARGET)['htd']);
  return [
    kit.refuses(
      'the path that the client knows',
      error,
      'The rules have changed the path, and the context is for the one that the client asked for.',
      kit.withClaims({ htu: '/tools/loads?page=2' }),
      { target: '/v2/loads?page=2' },
    ),
    long('digest of another target', 'Both are long.', digested(`${LONG_TARGET}8`)),
    long('long target with an end cut off', 'Both are long.', digested(LONG_TARGET), LONG_TARGET.slice(0, -1)),
    long('long target, decoded', 'Nothing is decoded.', digested(LONG_TARGET), LONG_TARGET.replace('7', '%37')),
    long('short target, long context', 'Another target.', digested(LONG_TARGET), TARGET),
    long('long target, short context', 'Another target.', {}),
    long('digest of a short target', 'It has room for it as it is.', digested(TARGET), TARGET),
    long(
      'digest of 1,024 characters',
      'It has room for them as they are.',
      digested(LONGEST_PLAIN_TARGET),
      LONGEST_PLAIN_TARGET,
    ),
    long('digest with padding', 'One spelling.', { htu: undefined, htd: `${digest}=` }),
    long('digest in hex', 'One spelling.', {
      htu: undefined,
      htd: Buffer.from(digest, 'base64url').toString('hex'),
    }),
    long('digest in plain base64', 'One spelling.', {
      htu: undefined,
      htd: Buffer.from(digest, 'base64url').toString('base64'),
    }),
    long('digest in capitals', 'Compared as it is.', { htu: undefined, htd: digest.toUpperCase() }),
    long('target in the place of its digest', 'Compared as it is.', { htu: undefined, htd: LONG_TARGET }),
    long('digest in the place of the target', 'Compared as it is.', { htu: digest }),
    kit.refuses(
      'digest of what a proxy has left',
      error,
      'It is of what the gateway has sent.',
      kit.withClaims(digested(LONG_TARGET)),
      { target: LONG_TARGET, verifier: { proxy: { stripsPrefix: '/app' } } },
    ),
    method('POST', 'POST'),
    method('HEAD', 'HEAD'),
    method('DELETE', 'DELETE'),
    target('Another path.', '/bills?page=2'),
    target('Another query.', '/loads?page=3'),
    target('No query.', '/loads'),
    target('A query with more in it.', '/loads?page=2&all=1'),
    target('A path with more in it.', '/loads/?page=2'),
    target('Two slashes.', '//loads?page=2'),
    target('Another case.', '/Loads?page=2'),
    target('The same when decoded.', '/%6Coads?page=2'),
    target('The same when resolved.', '/x/../loads?page=2'),
    target('The same when resolved.', '/./loads?page=2'),
    target('A parameter of the path.', '/loads;x?page=2'),
    kit.refuses(
      'encoded slash',
      error,
      'The context is for /a%2Fb, the request for /a/b.',
      kit.withClaims({ htu: '/a%2Fb' }),
      { target: '/a/b' },
    ),
    kit.refuses(
      'empty query',
      error,
      'The context is for /loads?, the request for /loads.',
      kit.withClaims({ htu: '/loads?' }),
      { target: '/loads' },
    ),
    kit.refuses(
      'other target, EdDSA',
      error,
      'The context is for another path.',
      kit.withClaims({ htu: '/bills' }, 'EdDSA'),
      { algorithm: 'EdDSA' },
    ),
    kit.refuses('context for POST', error, 'The request is a GET.', kit.withClaims({ htm: 'POST' })),
    kit.refuses('context for get', error, 'Methods have one case.', kit.withClaims({ htm: 'get' })),
    host('other host', 'The same path on the host of another tenant.', ['globex.app.example.com']),
    host('no forwarded host', 'The gateway always sends it.', []),
    host('empty host', 'No host at all.', ['']),
    host('host in capitals', 'The gateway sends it in lower case.', [HOST.toUpperCase()]),
    host('host with a port', 'The client did not ask for one.', [`${HOST}:443`]),
    host('host with a dot', 'The gateway leaves it away.', [`${HOST}.`]),
    host('host twice', 'Only the gateway sets it, once.', [HOST, HOST]),
    host('two hosts, right one first', 'A proxy has added its own.', [HOST, 'evil.example']),
    host('two hosts, right one last', 'The client has sent one as well.', ['evil.example', HOST]),
    host('joined hosts', 'A server or proxy has joined two headers.', [`${HOST}, ${HOST}`]),
    kit.refuses('host in Host', error, 'Host names the app, not what the client asked for.', '', {
      headers: [context, ['Host', HOST]],
    }),
    kit.refuses('host in Forwarded', error, 'One place counts.', '', {
      headers: [context, ['Forwarded', `host=${HOST}`]],
    }),
    stripped('proxy that strips too little', 'It takes /app off, and has not.', '/app/loads', '/app/loads'),
    stripped(
      'proxy that strips within a segment',
      '/app is no beginning of /application.',
      '/application',
      'lication',
    ),
    kit.refuses('proxy that adds nothing', error, 'It puts /v1 on, and has not.', kit.withClaims({ htu: '/loads' }), {
      target: '/loads',
      verifier: { proxy: { addsPrefix: '/v1' } },
    }),
    kit.refuses('path behind a proxy of the host', error, 'Only the host may differ.', good, {
      target: '/bills',
      host: 'proxy.internal',
      verifier: { proxy: { replacesForwardedHost: true } },
    }),
  ];
}
