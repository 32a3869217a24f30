import { encode, headerOf, KEYS, type Kit } from '../kit.ts';
import type { Vector } from '../vector.ts';

/** Order of the group that Ed25519 signs in (RFC 8032 section 5.1). */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

/** Another number that means the same: S + L. RFC 8032 section 5.1.7 has it refused. */
function malleated(signature: Buffer): Buffer {
  let s = 0n;
  for (const byte of signature.subarray(32).toReversed()) s = (s << 8n) | BigInt(byte);
  const hex = (s + L).toString(16).padStart(64, '0');
  return Buffer.concat([signature.subarray(0, 32), Buffer.from(hex, 'hex').reverse()]);
}

/** The signature is not of a key that the verifier knows, or not of this token. */
export function signature(kit: Kit): readonly Vector[] {
  const error = 'ERR_CONTEXT_SIGNATURE';
  const vectors = (['HS256', 'EdDSA'] as const).flatMap((algorithm) => {
    const [head = '', body = '', signed = ''] = kit.withClaims({}, algorithm).split('.');
    const bytes = Buffer.from(signed, 'base64url');
    const flipped = Buffer.from(bytes);
    flipped[7] = (flipped[7] ?? 0) ^ 1;
    const other = encode({ ...kit.claims, sub: 'u-1', roles: ['admin'] });
    const refuses = (name: string, description: string, token: string) =>
      kit.refuses(`${name}, ${algorithm}`, error, description, token, { algorithm });
    return [
      refuses('other payload', 'The user and the roles were changed.', `${head}.${other}.${signed}`),
      refuses('one bit of the signature', 'One bit was turned.', `${head}.${body}.${flipped.toString('base64url')}`),
      refuses(
        'cut signature',
        'Half of it.',
        `${head}.${body}.${bytes.subarray(0, bytes.length / 2).toString('base64url')}`,
      ),
      refuses(
        'long signature',
        'One byte more.',
        `${head}.${body}.${Buffer.concat([bytes, Buffer.alloc(1)]).toString('base64url')}`,
      ),
      refuses(
        'signature of zeros',
        'As long as a good one.',
        `${head}.${body}.${Buffer.alloc(bytes.length).toString('base64url')}`,
      ),
      refuses(
        'signature of another token',
        'Of a good context.',
        `${head}.${body}.${kit.withClaims({ jti: 'r' }, algorithm).split('.')[2]}`,
      ),
      refuses(
        "stranger's key",
        'Of the same id.',
        kit.token(headerOf(algorithm), kit.claims, KEYS[algorithm].stranger),
      ),
      refuses(
        'payload alone is signed',
        'The header is not covered.',
        `${head}.${body}.${KEYS[algorithm].first.sign(body).toString('base64url')}`,
      ),
      refuses(
        'other header',
        'A member was added afterwards.',
        `${encode({ ...headerOf(algorithm), x: 1 })}.${body}.${signed}`,
      ),
    ];
  });
  const [head = '', body = '', signed = ''] = kit.withClaims({}, 'EdDSA').split('.');
  const twin = malleated(Buffer.from(signed, 'base64url')).toString('base64url');
  return [
    ...vectors,
    kit.refuses('S + L', error, 'The same signature in another number.', `${head}.${body}.${twin}`, {
      algorithm: 'EdDSA',
    }),
    kit.refuses(
      'empty secret',
      error,
      'An HMAC with no key at all.',
      kit.token(headerOf('HS256'), kit.claims, hmacWithNothing),
    ),
  ];
}

const hmacWithNothing = {
  sign: () => Buffer.from('b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad', 'hex'),
};

/** The key id leads to no key, or to another one. */
export function keys(kit: Kit): readonly Vector[] {
  const error = 'ERR_CONTEXT_SIGNATURE';
  const { first, second } = KEYS.HS256;
  const { kid: _kid, ...noId } = headerOf('HS256');
  const secret = { ...first.jwk, kid: 'mine' };
  return [
    kit.refuses('no kid', error, 'Keys are never tried in turn.', kit.token(noId, kit.claims, first)),
    kit.refuses('unknown kid', error, 'Signed with a known key.', kit.withHeader({ kid: 'k3' })),
    kit.refuses('kid of the other key', error, 'Signed with the first key.', kit.withHeader({ kid: 'k2' })),
    kit.refuses('kid in capitals', error, 'Compared as it is.', kit.withHeader({ kid: 'K1' })),
    kit.refuses('empty kid', error, 'No key has it.', kit.withHeader({ kid: '' })),
    kit.refuses('kid that is no text', error, 'A list with the right one.', kit.withHeader({ kid: ['k1'] })),
    kit.refuses(
      'kid of every object',
      error,
      'A name that languages give a meaning.',
      kit.withHeader({ kid: '__proto__' }),
    ),
    kit.refuses(
      'kid that is a path',
      error,
      'Keys are not read from files.',
      kit.withHeader({ kid: '../../../../dev/null' }),
    ),
    kit.refuses('kid with SQL', error, 'Keys are not asked from a database.', kit.withHeader({ kid: "k1' OR '1'='1" })),
    kit.refuses(
      'key in the header',
      error,
      'The sender brings a key of its own.',
      kit.token({ ...headerOf('HS256'), kid: 'mine', jwk: secret }, kit.claims, KEYS.HS256.stranger),
    ),
    kit.refuses(
      'key in the header, EdDSA',
      error,
      'The sender brings a key of its own.',
      kit.token({ ...headerOf('EdDSA'), kid: 'mine', jwk: KEYS.EdDSA.stranger.jwk }, kit.claims, KEYS.EdDSA.stranger),
      { algorithm: 'EdDSA' },
    ),
    kit.refuses(
      'address of keys in the header',
      error,
      'Nothing is fetched from where the sender says.',
      kit.token(
        { ...headerOf('EdDSA'), kid: 'mine', jku: 'https://evil.example/jwks.json' },
        kit.claims,
        KEYS.EdDSA.stranger,
      ),
      { algorithm: 'EdDSA' },
    ),
    kit.refuses(
      'key that was taken away',
      error,
      'The second key is no longer in the set.',
      kit.token({ ...headerOf('HS256'), kid: 'k2' }, kit.claims, second),
      { verifier: { keys: { keys: [first.jwk] } } },
    ),
  ];
}
