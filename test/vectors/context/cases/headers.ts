import { FORWARDED_HOST, type Kit } from '../kit.ts';
import type { Vector } from '../vector.ts';

/** The request has no context. */
export function missing(kit: Kit): readonly Vector[] {
  const good = kit.withClaims({});
  const error = 'ERR_CONTEXT_MISSING';
  return [
    kit.refuses('no header', error, 'The request did not come through the gateway.', '', { headers: [FORWARDED_HOST] }),
    kit.refuses('no headers at all', error, 'Not even a host.', '', { headers: [] }),
    kit.refuses('empty header', error, 'The header is there, without a value.', ''),
    kit.refuses('bearer token', error, 'A context in Authorization counts for nothing.', '', {
      headers: [['Authorization', `Bearer ${good}`], FORWARDED_HOST],
    }),
    kit.refuses('x- header', error, 'Another name with the same ending.', '', {
      headers: [['X-Portcullis-Context', good], FORWARDED_HOST],
    }),
    kit.refuses('cookie', error, 'A context in a cookie counts for nothing.', '', {
      headers: [['Cookie', `portcullis-context=${good}`], FORWARDED_HOST],
    }),
    kit.refuses('plain identity headers', error, 'What other gateways send counts for nothing.', '', {
      headers: [['X-User', 'u-7'], ['X-Tenant', 'acme'], ['X-Forwarded-User', 'u-7'], FORWARDED_HOST],
    }),
  ];
}

/** The request has more than one context, or a name that some servers take for the same. */
export function names(kit: Kit): readonly Vector[] {
  const good = kit.withClaims({});
  const other = kit.withClaims({ sub: 'u-8' });
  const twice = (description: string, name: string, headers: Vector['request']['headers']) =>
    kit.refuses(name, 'ERR_CONTEXT_DUPLICATE', description, '', { headers: [...headers, FORWARDED_HOST] });
  const alias = (description: string, name: string, headers: Vector['request']['headers']) =>
    kit.refuses(name, 'ERR_CONTEXT_ALIAS', description, '', { headers: [...headers, FORWARDED_HOST] });
  const context = ['Portcullis-Context', good] as const;
  return [
    twice('The same context twice.', 'given twice', [context, context]),
    twice('Two good contexts of different users.', 'two users', [context, ['Portcullis-Context', other]]),
    twice('The second name is in lower case.', 'given twice in two cases', [context, ['portcullis-context', good]]),
    twice('A good one behind nonsense.', 'nonsense first', [['Portcullis-Context', 'x'], context]),
    twice('Nonsense behind a good one.', 'nonsense last', [context, ['Portcullis-Context', 'x']]),
    twice('A server or proxy has joined two headers.', 'joined', [['Portcullis-Context', `${good}, ${good}`]]),
    twice('Joined without a space.', 'joined tightly', [['Portcullis-Context', `${good},${good}`]]),
    twice('Joined with nothing.', 'comma first', [['Portcullis-Context', `,${good}`]]),
    twice('Joined with nothing, on the other side.', 'comma last', [['Portcullis-Context', `${good},`]]),
    alias('CGI and WSGI read "_" as "-".', 'underscore', [['Portcullis_Context', good]]),
    alias('PHP reads "." as "_".', 'dot', [['Portcullis.Context', good]]),
    alias('A good context stands before it.', 'context and underscore', [context, ['portcullis_context', other]]),
    alias('A good context stands behind it.', 'underscore and context', [['PORTCULLIS_CONTEXT', other], context]),
    alias('A good context and an empty look-alike.', 'context and empty dot', [context, ['portcullis.context', '']]),
  ];
}
