import { z } from 'zod';
import { name, texts } from '../../compiler/texts/index.ts';
import type { SettingEntry } from '../entry.ts';

const providers = [
  name.describe('The identity provider by which people sign in.'),
  texts(name, 'Identity providers that people may choose from.'),
] as const;

export const schema = z.union([
  z.boolean().describe("true: the origin's responses may start or end a session. false: nothing does, here."),
  ...providers,
]);

/** At the top of the file, a word on what every origin may do would open too much. */
export const fileSchema = z.union([...providers]);

export type SignInEntry = SettingEntry<'signIn', typeof schema>;
export type FileSignInEntry = SettingEntry<'signIn', typeof fileSchema>;
