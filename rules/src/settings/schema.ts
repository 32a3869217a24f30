import type { z } from 'zod';
import type { FileSetting } from './file-defaults.ts';
import type { Setting } from './policy.ts';
import { FILE_SETTING_KEYS, SETTINGS } from './registry.ts';

type Shape<S extends Setting> = { readonly [K in S]: z.ZodOptional<(typeof SETTINGS)[K]['schema']> };
type FileShape = { readonly [K in FileSetting]: z.ZodOptional<(typeof SETTINGS)[K]['file']['schema']> };

/** The keys of a route that are settings, each with what editors say about it. */
export const settingsSchema: Shape<Setting> = Object.assign(
  {},
  ...Object.entries(SETTINGS).map(([key, { schema, text }]) => ({ [key]: schema.describe(text).optional() })),
);

/** The settings at the top of the file. */
export const fileSettingsSchema: FileShape = Object.assign(
  {},
  ...FILE_SETTING_KEYS.map((key) => {
    const { file, text } = SETTINGS[key];
    return { [key]: file.schema.describe(text).optional() };
  }),
);

export type SettingsEntry = z.infer<z.ZodObject<typeof settingsSchema>>;
export type FileSettingsEntry = z.infer<z.ZodObject<typeof fileSettingsSchema>>;

/** The keys that a compiler takes. A setting whose compiler does not take its key would be accepted in vain. */
export type ReadSetting = {
  [S in Setting]: S extends keyof Parameters<(typeof SETTINGS)[S]['compile']>[0] ? S : never;
}[Setting];

export const settingsExamples: Readonly<Record<string, string>> = Object.assign(
  {},
  ...Object.values(SETTINGS).map(({ examples }) => examples),
);
