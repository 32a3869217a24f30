import { z } from 'zod';
import type { ExactShape } from '../../controls/index.ts';
import { type ReadSetting, settingsSchema } from '../../settings/index.ts';
import { host, httpMethod, name, pathPattern, texts } from '../texts/index.ts';
import { access } from './schema-access.ts';

/** A key that is accepted and not read would treat requests otherwise than it looks. */
const readOfRoute: ExactShape<'id' | 'host' | 'path' | 'methods' | 'access' | ReadSetting> = (shape) => shape;

const hosts = z
  .union([host, texts(host, 'Several hosts.')])
  .describe('The host, or hosts, at which it decides: entries of "hosts". Default: every host.')
  .optional();

/** One route. */
const route = z
  .strictObject(
    readOfRoute({
      id: name.describe('Name of the route in contexts, audit events and reports.'),
      host: hosts,
      path: pathPattern.describe(
        'Path with {name} or * for one segment, and ** at the end for any number: /invoices/**.',
      ),
      methods: texts(httpMethod, 'Methods; GET brings HEAD. Default: GET, HEAD, POST, PUT, PATCH, DELETE.').optional(),
      access,
      ...settingsSchema,
    }),
  )
  // Editors get it once, for routes and for those of groups.
  .meta({ id: 'route' });

/** Routes that share a host or settings. */
const routeGroup = z.strictObject({
  host: hosts,
  ...settingsSchema,
  routes: z
    .array(route)
    .meta({ minItems: 1 })
    .describe('The routes, which may state each key of the group themselves.'),
});

/** An entry of `routes`. */
export const routeOrGroup = z.union([route, routeGroup]);

export type RouteEntry = z.infer<typeof route>;
export type RouteGroupEntry = z.infer<typeof routeGroup>;
export type HostsEntry = z.infer<typeof hosts>;

/** Whether an entry of `routes`, of the right shape or not, is meant to be a group. */
export function isRouteGroup(entry: unknown): entry is RouteGroupEntry {
  return typeof entry === 'object' && entry !== null && 'routes' in entry;
}
