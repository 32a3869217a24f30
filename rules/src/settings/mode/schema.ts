import { z } from 'zod';
import { CONTROL_MODULES } from '../../controls/index.ts';
import { CONTROLS } from '../../policy/index.ts';
import type { SettingEntry } from '../entry.ts';
import type { Observed } from './policy.ts';

const choice = z.enum(['enforce', 'observe']);
const controls = Object.fromEntries([
  ...CONTROLS.map((control) => [control, choice.describe(CONTROL_MODULES[control].observes).optional()]),
  ['headers', choice.describe('Response headers that could break a page.').optional()],
]) as Record<Observed, z.ZodOptional<typeof choice>>;

export const schema = z.union([
  choice.describe('For every control of the route.'),
  z.strictObject(controls).meta({ minProperties: 1 }),
]);

export type ModeEntry = SettingEntry<'mode', typeof schema>;
