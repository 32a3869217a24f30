import { createHmac } from 'node:crypto';
import { headerOf, KEYS, type Kit } from '../kit.ts';
import type { Vector } from '../vector.ts';

const { first } = KEYS.HS256;
const hmac = (hash: string, secret: Buffer | string) => ({
  sign: (text: string) => createHmac(hash, secret).update(text).digest(),
});

/** The token's own header is wrong: its algorithm, its type, what it asks of the verifier. */
export function header(kit: Kit): readonly Vector[] {
  const algorithm = (name: string, description: string, alg: unknown) =>
    kit.refuses(name, 'ERR_CONTEXT_SIGNATURE', description, kit.withHeader({ alg }));
  const type = (name: string, description: string, typ: unknown) =>
    kit.refuses(name, 'ERR_CONTEXT_TYPE', description, kit.withHeader({ typ }));
  const { alg: _alg, ...noAlgorithm } = headerOf('HS256');
  const { typ: _typ, ...noType } = headerOf('HS256');
  const { publicKey, jwk } = KEYS.EdDSA.first;
  const confused = (name: string, description: string, secret: Buffer | string) =>
    kit.refuses(
      name,
      'ERR_CONTEXT_SIGNATURE',
      description,
      kit.token({ ...headerOf('HS256'), kid: 'e1' }, kit.claims, hmac('sha256', secret)),
      { algorithm: 'EdDSA' },
    );
  return [
    algorithm('alg none', 'Nobody says that the signature does not matter.', 'none'),
    algorithm('alg None', 'In another case.', 'None'),
    algorithm('alg hs256', 'Names of algorithms have one case.', 'hs256'),
    algorithm('alg EdDSA with an HMAC', 'The signature fits the configuration, the header does not.', 'EdDSA'),
    algorithm('alg RS256', 'Not configured.', 'RS256'),
    kit.refuses(
      'alg HS512',
      'ERR_CONTEXT_SIGNATURE',
      'Signed well with the right secret, but not as configured.',
      kit.token({ ...headerOf('HS256'), alg: 'HS512' }, kit.claims, hmac('sha512', first.secret)),
    ),
    kit.refuses(
      'alg HS384',
      'ERR_CONTEXT_SIGNATURE',
      'Signed well with the right secret, but not as configured.',
      kit.token({ ...headerOf('HS256'), alg: 'HS384' }, kit.claims, hmac('sha384', first.secret)),
    ),
    kit.refuses(
      'alg none for EdDSA',
      'ERR_CONTEXT_SIGNATURE',
      'Nobody says that the signature does not matter.',
      kit.withHeader({ alg: 'none' }, 'EdDSA'),
      { algorithm: 'EdDSA' },
    ),
    kit.refuses(
      'EdDSA where HS256 is configured',
      'ERR_CONTEXT_SIGNATURE',
      'A key pair of the sender, in the header.',
      kit.token({ ...headerOf('HS256'), alg: 'EdDSA', jwk }, kit.claims, KEYS.EdDSA.first),
    ),
    confused(
      'HS256 with the bytes of the public key',
      'Whoever knows the public key could sign.',
      Buffer.from(jwk['x'] ?? '', 'base64url'),
    ),
    confused(
      'HS256 with the PEM of the public key',
      'Whoever knows the public key could sign.',
      publicKey.export({ format: 'pem', type: 'spki' }),
    ),
    confused('HS256 with the JWK of the public key', 'Whoever knows the public key could sign.', JSON.stringify(jwk)),
    kit.refuses('no alg', 'ERR_CONTEXT_MALFORMED', 'RFC 7515 wants one.', kit.token(noAlgorithm, kit.claims, first)),
    kit.refuses('alg that is no text', 'ERR_CONTEXT_MALFORMED', 'A number.', kit.withHeader({ alg: 256 })),
    kit.refuses(
      'unknown critical extension',
      'ERR_CONTEXT_MALFORMED',
      'What is critical and not understood is refused.',
      kit.withHeader({ crit: ['x'], x: 1 }),
    ),
    kit.refuses(
      'critical b64',
      'ERR_CONTEXT_MALFORMED',
      'Contexts have no extension (RFC 7797).',
      kit.withHeader({ crit: ['b64'], b64: true }),
    ),
    kit.refuses(
      'payload that is not encoded',
      'ERR_CONTEXT_MALFORMED',
      'Contexts have no extension (RFC 7797).',
      kit.withHeader({ crit: ['b64'], b64: false }),
    ),
    type('session grant', 'Signed with a key that the gateway shares with the app.', 'session-grant+jwt'),
    type('role cookie', 'Another token of the gateway.', 'role+jwt'),
    type('admin token', 'Another token of the gateway.', 'admin+jwt'),
    type('typ JWT', 'Any token.', 'JWT'),
    type('typ in capitals', 'Compared as it is.', 'TENANT-CONTEXT+JWT'),
    type('typ with application/', 'The gateway writes the short form.', 'application/tenant-context+jwt'),
    kit.refuses('no typ', 'ERR_CONTEXT_TYPE', 'Signed well.', kit.token(noType, kit.claims, first)),
    kit.refuses(
      'session grant with EdDSA',
      'ERR_CONTEXT_TYPE',
      'Signed well.',
      kit.withHeader({ typ: 'session-grant+jwt' }, 'EdDSA'),
      { algorithm: 'EdDSA' },
    ),
  ];
}
