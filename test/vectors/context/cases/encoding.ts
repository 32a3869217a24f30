import { encode, headerOf, KEYS, type Kit } from '../kit.ts';
import type { Vector } from '../vector.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The same bytes with stray bits in the last character. */
function respelled(part: string): string {
  const last = ALPHABET.indexOf(part.at(-1) ?? 'A');
  return part.slice(0, -1) + ALPHABET[last + 1];
}

/** The header's value is no JWS in compact form in its one canonical spelling. */
export function encoding(kit: Kit): readonly Vector[] {
  const good = kit.withClaims({});
  const [header = '', payload = '', signature = ''] = good.split('.');
  // 5 bytes more, so that the last group of the payload is not full and has stray bits.
  const [, uneven = '', unevenSignature = ''] =
    ['x', 'xx', 'xxx']
      .map((jti) => kit.withClaims({ jti }))
      .map((token) => token.split('.'))
      .find(([, part = '']) => part.length % 4 !== 0) ?? [];
  const wrong = (name: string, description: string, token: string) =>
    kit.refuses(name, 'ERR_CONTEXT_MALFORMED', description, token);
  return [
    wrong('one word', 'No token at all.', 'end'),
    wrong('one part', 'The header of the token alone.', header),
    wrong('two parts', 'The signature and its dot are gone.', `${header}.${payload}`),
    wrong('stripped signature', 'The dot has stayed.', `${header}.${payload}.`),
    wrong('four parts', 'The signature twice.', `${good}.${signature}`),
    wrong('five parts', 'The form of an encrypted token.', `${header}.AA.AA.${payload}.${signature}`),
    wrong('empty parts', 'Two dots.', '..'),
    wrong('empty payload', 'Nothing between the dots.', `${header}..${signature}`),
    wrong('padded signature', 'RFC 7515 has no padding.', `${good}=`),
    wrong('padded payload', 'RFC 7515 has no padding.', `${header}.${payload}==.${signature}`),
    wrong('plain base64', '"+" and "/" are not of the alphabet.', `${header}.${payload}.${signature.slice(0, -3)}+/A`),
    wrong('space within', 'No white space is left out.', `${header}. ${payload}.${signature}`),
    wrong('bearer', 'A scheme before the token.', `Bearer ${good}`),
    wrong('quoted', 'In quotation marks.', `"${good}"`),
    wrong('percent-encoded dots', '"%2E" is no dot.', good.replaceAll('.', '%2E')),
    wrong(
      'stray bits in the signature',
      'The same bytes, another spelling.',
      `${header}.${payload}.${respelled(signature)}`,
    ),
    wrong(
      'stray bits in the payload',
      'The same bytes, another spelling.',
      `${header}.${respelled(uneven)}.${unevenSignature}`,
    ),
    wrong('part of a length that no bytes have', 'One character too many.', `${header}.${payload}.${signature}AA`),
    wrong('header that is not JSON', 'Signed well.', kit.token('{', kit.claims, KEYS.HS256.first)),
    wrong(
      'header in a list',
      'Signed well.',
      kit.token(JSON.stringify([headerOf('HS256')]), kit.claims, KEYS.HS256.first),
    ),
    wrong('header that is null', 'Signed well.', kit.token('null', kit.claims, KEYS.HS256.first)),
    wrong('parts swapped', 'The payload stands first.', `${payload}.${header}.${signature}`),
    wrong('8192 characters', 'As long as may be, but no token.', 'A'.repeat(8192)),
    kit.refuses('8193 characters', 'ERR_CONTEXT_TOO_LONG', 'Longer than the gateway ever sends.', 'A'.repeat(8193)),
    kit.refuses(
      'long token',
      'ERR_CONTEXT_TOO_LONG',
      'Signed well, but too long.',
      kit.withClaims({ pad: encode('x'.repeat(6000)) }),
    ),
  ];
}
