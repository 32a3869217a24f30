import { z } from 'zod';
import { duration } from '../../compiler/texts/index.ts';
import type { SettingEntry } from '../entry.ts';

export const schema = z.union([
  z.enum(['closed', 'open']).describe('closed: refused. open: let through without limits and revocation.'),
  z.strictObject({ stale: duration.describe('Decide by what was known at most this long ago, 1s to 10m.') }),
]);

export type WhenStateUnavailableEntry = SettingEntry<'whenStateUnavailable', typeof schema>;
