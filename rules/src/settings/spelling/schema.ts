import { z } from 'zod';
import type { ExactShape } from '../../controls/index.ts';
import type { SettingEntry } from '../entry.ts';
import type { Spelling } from './policy.ts';

const readOfSpelling: ExactShape<Spelling> = (shape) => shape;

const keeps = (what: string) =>
  z
    .enum(['strict', 'keep'])
    .describe(`${what} strict: refused. keep: the app gets it as it came. Default: strict.`)
    .optional();

export const schema = z.strictObject(
  readOfSpelling({
    encodedSlash: keeps('A slash in a name, %2F.'),
    encodedDelimiters: keeps(
      '#, ?, ; and \\ in a name, as %23, %3F, %3B and %5C, and encodings in a name, such as %2520.',
    ),
    dots: keeps('Dots at the end of a name, as in "Inc.".'),
    semicolons: keeps('Path parameters, such as ";jsessionid=7".'),
    nonUtf8: keeps('Encoded bytes that are not UTF-8, such as %E9.'),
  }),
);

export type SpellingEntry = SettingEntry<'spelling', typeof schema>;
