import { z } from 'zod';
import type { ExactShape } from '../../controls/index.ts';
import { type ReadSetting, settingsSchema } from '../../settings/index.ts';
import { httpMethod, name, pathPattern, texts } from '../texts/index.ts';
import { access } from './schema-access.ts';

/** A key that is accepted and not read would treat requests otherwise than it looks. */
const readOfRoute: ExactShape<'id' | 'path' | 'methods' | 'access' | ReadSetting> = (shape) => shape;

/** One route. */
export const route = z.strictObject(
  readOfRoute({
    id: name.describe('Name of the route in contexts, audit events and reports.'),
    path: pathPattern.describe(
      'Path with {name} or * for one segment, and ** at the end for any number: /invoices/**.',
    ),
    methods: texts(httpMethod, 'Methods; GET brings HEAD. Default: GET, HEAD, POST, PUT, PATCH, DELETE.').optional(),
    access,
    ...settingsSchema,
  }),
);

export type RouteEntry = z.infer<typeof route>;
