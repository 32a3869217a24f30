import type { Recipe } from './bench.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Good contexts in another spelling than the one that the gateway uses. */
export const WRONG_ENCODINGS: readonly Recipe[] = [
  respelled('padded', 'a good context with padding', (token) => token + '='.repeat(-signatureOf(token).length & 3)),
  respelled('stray_bits', 'a good context in another spelling of its last byte', (token) => {
    // The last character carries unused bits, which are zero in the one spelling that counts.
    const last = ALPHABET.indexOf(token.slice(-1));
    return token.slice(0, -1) + ALPHABET[last + 1];
  }),
  respelled('white_space', 'a good context with a blank in its signature', (token) => {
    return `${token.slice(0, -8)} ${token.slice(-8)}`;
  }),
  {
    name: 'plain_base64',
    check: 'encoding',
    what: 'a good context whose signature is in plain base64',
    make: async ({ carrying, signed }) => {
      let token = await signed();
      while (!/[-_]/.test(signatureOf(token))) token = await signed();
      const signature = signatureOf(token).replaceAll('-', '+').replaceAll('_', '/');
      return carrying(token.slice(0, -signature.length) + signature);
    },
  },
  respelled('fourth_part', 'a good context with a fourth part', (token) => `${token}.e30`),
  respelled('json_serialisation', 'a good context as JSON instead of three parts', (token) => {
    const [header, payload, signature] = token.split('.');
    return JSON.stringify({ protected: header, payload, signature });
  }),
];

function respelled(name: string, what: string, respell: (token: string) => string): Recipe {
  const make: Recipe['make'] = async ({ carrying, signed }) => carrying(respell(await signed()));
  return { name, check: 'encoding', what, make };
}

function signatureOf(token: string): string {
  return token.split('.')[2] ?? '';
}
