import type { z } from 'zod';
import type { Setting } from './policy.ts';

/** A route as the rules hold it, as far as one of its settings is concerned. */
export type SettingEntry<S extends Setting, Schema extends z.ZodType> = {
  readonly [K in S]?: z.infer<Schema> | undefined;
};
