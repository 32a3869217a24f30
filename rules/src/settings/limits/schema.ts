import { z } from 'zod';
import { name } from '../../compiler/texts/index.ts';
import type { SettingEntry } from '../entry.ts';

export const schema = z.array(name).meta({ minItems: 1, uniqueItems: true });

export type LimitsEntry = SettingEntry<'limits', typeof schema>;
