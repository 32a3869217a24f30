import { hmac, type Sign } from '../context-signer.ts';
import { compactJws, encodePart } from '../encode-part.ts';
import type { HeaderLine } from '../forwarding-headers.ts';
import type { Bench, Changes, Recipe } from './bench.ts';

/** Contexts signed without the right key, or not signed as agreed. */
export const WRONG_SIGNATURES: readonly Recipe[] = [
  ...['none', 'None', 'nOnE'].map(
    (alg, index): Recipe => ({
      name: ['alg_none', 'alg_none_capital', 'alg_none_mixed'][index] ?? '',
      check: 'algorithm',
      what: `a context that is not signed, with "alg" "${alg}"`,
      needs: 'nothing',
      make: ({ carrying, header, claims }) => carrying(`${encodePart(header({ alg }))}.${encodePart(claims())}.`),
    }),
  ),
  {
    name: 'alg_none_signed',
    check: 'algorithm',
    what: 'a context with "alg" "none" and the signature of another',
    make: async ({ carrying, header, claims, signed }) => {
      const [, , signature] = (await signed()).split('.');
      return carrying(`${encodePart(header({ alg: 'none' }))}.${encodePart(claims())}.${signature}`);
    },
  },
  {
    name: 'other_hash',
    check: 'confusion',
    what: 'a context with "alg" "HS512", signed with the right secret',
    needs: 'secret',
    make: (bench) => signedBy(bench, { alg: 'HS512' }, hmac(bench.keys.secret ?? NO_SECRET, 'SHA-512')),
  },
  relabelled('rsa_label', 'RS256'),
  relabelled('ecdsa_label', 'ES256'),
  confused('hmac_with_public_key', 'the bytes of the public key', (bytes) => bytes),
  confused('hmac_with_public_pem', 'the public key as PEM', (bytes) => new TextEncoder().encode(pem(bytes))),
  {
    name: 'foreign_key',
    check: 'signature',
    what: 'a context that is signed with another key of the same id',
    needs: 'nothing',
    make: async ({ carrying, forged }) => carrying(await forged()),
  },
  {
    name: 'embedded_key',
    check: 'signature',
    what: 'a context that brings along the key that verifies it',
    needs: 'nothing',
    make: async ({ carrying, forged, forgersJwk }) => carrying(await forged({}, { jwk: await forgersJwk() })),
  },
  {
    name: 'empty_key',
    check: 'signature',
    what: 'a context that is signed with an empty secret',
    needs: 'nothing',
    make: (bench) => signedBy(bench, { alg: 'HS256' }, hmac(NO_SECRET)),
  },
  {
    name: 'changed_payload',
    check: 'signature',
    what: 'a context whose claims were changed after it was signed',
    make: async ({ carrying, claims, signed }) => {
      const [header, , signature] = (await signed()).split('.');
      return carrying(`${header}.${encodePart(claims({ cip: '192.0.2.8' }))}.${signature}`);
    },
  },
  {
    name: 'empty_signature',
    check: 'signature',
    what: 'a context with an empty signature',
    needs: 'nothing',
    make: ({ carrying, header, claims }) => carrying(`${encodePart(header())}.${encodePart(claims())}.`),
  },
  {
    name: 'stripped_signature',
    check: 'signature',
    what: 'a context of two parts, without a signature',
    needs: 'nothing',
    make: ({ carrying, header, claims }) => carrying(`${encodePart(header())}.${encodePart(claims())}`),
  },
  header('unknown_key_id', 'key_id', 'a context that names a key that does not exist', { kid: 'some-other-key' }),
  header('no_key_id', 'key_id', 'a context that names no key', { kid: undefined }),
  header('critical_extension', 'critical', 'a context with an extension that must be understood', {
    crit: ['some-extension'],
    'some-extension': true,
  }),
  header('unencoded_payload', 'critical', 'a context whose claims were signed unencoded (RFC 7797)', {
    crit: ['b64'],
    b64: false,
  }),
];

/** HMAC fills up a key with zeros, so one zero is the same key as none, which cannot be imported. */
const NO_SECRET = new Uint8Array(1);

function header(name: string, check: Recipe['check'], what: string, changes: Changes): Recipe {
  return { name, check, what, make: async ({ carrying, signed }) => carrying(await signed({}, changes)) };
}

function relabelled(name: string, alg: string): Recipe {
  return header(name, 'confusion', `a context that is signed as ever and says "alg" "${alg}"`, { alg });
}

function confused(
  name: string,
  what: string,
  secretOf: (publicKey: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
): Recipe {
  return {
    name,
    check: 'confusion',
    what: `a context with "alg" "HS256", with ${what} for a secret`,
    needs: 'public key',
    make: (bench) => signedBy(bench, { alg: 'HS256' }, hmac(secretOf(bench.keys.publicKey ?? NO_SECRET))),
  };
}

async function signedBy(bench: Bench, changes: Changes, sign: Promise<Sign>): Promise<readonly HeaderLine[]> {
  return bench.carrying(await compactJws(bench.header(changes), bench.claims(), await sign));
}

/** Ed25519 public key as SubjectPublicKeyInfo (RFC 8410 section 4). */
function pem(publicKey: Uint8Array): string {
  const prefix = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
  const base64 = btoa(String.fromCharCode(...prefix, ...publicKey));
  return `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`;
}
