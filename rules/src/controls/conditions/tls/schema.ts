import { z } from 'zod';
import type { Entry } from '../../entry.ts';

export const schema = { tls: z.enum(['1.2', '1.3']).describe('Minimum version of TLS.').optional() };

export type TlsEntry = Entry<typeof schema>;
