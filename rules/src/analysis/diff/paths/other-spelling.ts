import { canonicalTarget, fold } from '../../../engine/index.ts';

/** U+FF01 and on look like `!` and on, and NFKC makes the same of them. */
const FULL_WIDTH_OFFSET = 0xff01 - 0x21;

/** Another spelling of a literal segment that the engine takes for the same, or `null` where there is none. */
export function otherSpelling(literal: string): string | null {
  const characters = [...decodeURIComponent(literal)];
  for (const [index, character] of characters.entries()) {
    for (const variant of variantsOf(character)) {
      const text = encodeURIComponent(characters.with(index, variant).join(''));
      for (const spelling of [text, decodeSubset(text)]) {
        if (spelling !== literal && fold(spelling) === fold(literal) && isCanonical(spelling)) return spelling;
      }
    }
  }
  return null;
}

function variantsOf(character: string): readonly string[] {
  const code = character.codePointAt(0) ?? 0;
  const wide = code > 0x20 && code < 0x7f ? [String.fromCodePoint(code + FULL_WIDTH_OFFSET)] : [];
  return [character.toUpperCase(), character.toLowerCase(), ...wide].filter((variant) => variant !== character);
}

/** Characters that paths may hold as they are. */
function decodeSubset(text: string): string {
  return text.replace(/%(?:40|3A|2C|3D|26)/g, (encoded) => decodeURIComponent(encoded));
}

function isCanonical(segment: string): boolean {
  const target = canonicalTarget(`https://gateway.invalid/${segment}`);
  return 'path' in target && target.odd === undefined && target.path === `/${segment}`;
}
