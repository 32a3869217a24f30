/** Pieces of which long texts make careless parsers, regular expressions above all, start over at every character. */
const PIECES = [
  ' ',
  '\t',
  ' \t',
  '.',
  '..',
  ',',
  ' ,',
  ', ',
  ';',
  '; ',
  '=',
  'a=',
  'a=b; ',
  '=;',
  '"',
  '\\"',
  "'",
  '%',
  '%2e',
  '%25',
  '/',
  '/./',
  '/../',
  'a/',
  ':',
  '::',
  '1:',
  '1.',
  '0',
  '-',
  'a-',
  '_',
  '(',
  '[',
  '{"a":',
  '[[',
  '<',
  '<a> ([b]) ',
  '(["a"]) ',
  '#',
  '?',
  '&',
  'a=&',
  '*',
  '+',
  '\\',
  '/*',
  'for=',
  'for="[::1]:1";',
  '__Host-role=',
  'q=0.',
  '1.2.3.4, ',
  'A',
];
/** What stands before and behind them, so that a parser gets into them and then cannot end. */
const FRAMES: readonly (readonly [before: string, after: string])[] = [
  ['', ''],
  ['a', '!'],
  ['a=', 'a'],
  ['"', '!"'],
];

/** Every awkward text of `characters`, with its name. */
export function awkwardTexts(characters: number): readonly (readonly [name: string, text: string])[] {
  return PIECES.flatMap((piece) =>
    FRAMES.map(([before, after]) => {
      const room = characters - before.length - after.length;
      const middle = piece.repeat(Math.ceil(room / piece.length)).slice(0, room);
      return [JSON.stringify(`${before}${piece}${piece}…${after}`), `${before}${middle}${after}`] as const;
    }),
  );
}

/** A text of that length in which no parser finds anything to do. */
export function harmlessText(characters: number): string {
  return 'abcdefgh'.repeat(Math.ceil(characters / 8)).slice(0, characters);
}
