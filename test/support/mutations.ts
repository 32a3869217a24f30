const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Spellings and damages of a compact JWS, none of which may be taken for it. Keys say what was done. */
export function mutationsOf(token: string): Readonly<Record<string, string>> {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const flip = (part: string, index: number): string => {
    const character = part[index] === 'A' ? 'B' : 'A';
    return part.slice(0, index) + character + part.slice(index + 1);
  };
  const lastCharacters = [...ALPHABET].filter((character) => character !== signature.at(-1));
  return {
    'a changed header': `${flip(header, 5)}.${payload}.${signature}`,
    'a changed payload': `${header}.${flip(payload, 12)}.${signature}`,
    'a changed signature, at the start': `${header}.${payload}.${flip(signature, 0)}`,
    'a changed signature, in the middle': `${header}.${payload}.${flip(signature, 20)}`,
    ...Object.fromEntries(
      lastCharacters.map((last) => [
        `the last character ${last}`,
        `${header}.${payload}.${signature.slice(0, -1)}${last}`,
      ]),
    ),
    'a signature of 31 bytes': `${header}.${payload}.${Buffer.from(signature, 'base64url').subarray(0, 31).toString('base64url')}`,
    'a signature of 33 bytes': `${header}.${payload}.${Buffer.concat([Buffer.from(signature, 'base64url'), Buffer.from([0])]).toString('base64url')}`,
    'a character less': token.slice(0, -1),
    'a character more': `${token}A`,
    'no signature': `${header}.${payload}.`,
    'no payload': `${header}..${signature}`,
    'no header': `.${payload}.${signature}`,
    'two parts': `${header}.${payload}`,
    'four parts': `${token}.${signature}`,
    'five parts': `${token}..`,
    'a dot before': `.${token}`,
    'swapped parts': `${payload}.${header}.${signature}`,
    'signature twice': `${header}.${signature}.${signature}`,
    padding: `${token}=`,
    'padding in the payload': `${header}.${payload}=.${signature}`,
    'an encoded space': `${token}%20`,
    'an encoded dot': token.replace('.', '%2e'),
    quotes: `"${token}"`,
    'a plus sign for a minus': `${header}.${payload}.${signature.replace(/[-_]|.$/, '+')}`,
    'a space inside': `${header}. ${payload}.${signature}`,
    'a tab inside': `${header}.\t${payload}.${signature}`,
    'letter case': `${header}.${payload}.${signature.toLowerCase() === signature ? signature.toUpperCase() : signature.toLowerCase()}`,
    empty: '',
    'too long': `${header}.${payload}${'A'.repeat(5000)}.${signature}`,
  };
}
