import { HOST, type Kit } from '../kit.ts';
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
  return [
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
    kit.refuses(
      'proxy that strips too little',
      error,
      'It takes /app off, and has not.',
      kit.withClaims({ htu: '/app/loads' }),
      { target: '/app/loads', verifier: { proxy: { stripsPrefix: '/app' } } },
    ),
    kit.refuses(
      'proxy that strips within a segment',
      error,
      '/app is no beginning of /application.',
      kit.withClaims({ htu: '/application' }),
      { target: 'lication', verifier: { proxy: { stripsPrefix: '/app' } } },
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
