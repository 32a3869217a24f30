import { z } from 'zod';
import { CONTROL_MODULES } from '../../controls/index.ts';
import { CONTROLS, type Control } from '../../policy/index.ts';
import { corsOrigin, duration, headerName, httpMethod, name, pathPattern, size, texts } from '../texts/index.ts';
import { access } from './schema-access.ts';
import { cookies } from './schema-cookies.ts';
import { headers } from './schema-headers.ts';

const cors = z
  .strictObject({
    origins: z
      .union([
        z.literal('any').describe('Pages of every site, always without a session.'),
        texts(corsOrigin, 'Origins of the pages that may call, such as https://portal.example.com.'),
      ])
      .describe('Which pages may call: any, or a list of origins.'),
    credentials: z.boolean().describe("Whether such calls carry the visitor's session. Default: false.").optional(),
    headers: texts(headerName, 'Request headers that a page may set.').optional(),
    expose: texts(headerName, 'Response headers that a page may read.').optional(),
    maxAge: duration
      .describe('How long a browser may keep the answer to a preflight, 1s to 1d. Default: 10m.')
      .optional(),
  })
  .describe('Pages of other origins that may call this route.');

const setting = z.enum(['enforce', 'observe']);
const controls = Object.fromEntries(
  CONTROLS.map((control) => [control, setting.describe(CONTROL_MODULES[control].observes).optional()]),
) as Record<Control, z.ZodOptional<typeof setting>>;

/** One route. */
export const route = z.strictObject({
  id: name.describe('Name of the route in contexts, audit events and reports.'),
  path: pathPattern.describe('Path with {name} or * for one segment, and ** at the end for any number: /invoices/**.'),
  methods: texts(httpMethod, 'Methods; GET brings HEAD. Default: GET, HEAD, POST, PUT, PATCH, DELETE.').optional(),
  access,
  origin: name.describe('Name of the origin. Default: the only one.').optional(),
  signIn: z.boolean().describe("Whether the origin's responses may start or end a session. Default: false.").optional(),
  limits: texts(name, 'Names of limits; all of them hold.').optional(),
  revocation: z
    .enum(['within 1s', 'strict'])
    .describe('How soon a revoked session is refused; strict: on the next request. Default: within 1s.')
    .optional(),
  whenStateUnavailable: z
    .union([
      z.enum(['closed', 'open']).describe('closed: refused. open: let through without limits and revocation.'),
      z.strictObject({ stale: duration.describe('Decide by what was known at most this long ago, 1s to 10m.') }),
    ])
    .describe('What happens while shared state does not answer. Default: closed.')
    .optional(),
  audit: z
    .enum(['refusals', 'requests', 'required'])
    .describe('What is recorded; required: every request, stored before it is forwarded. Default: refusals.')
    .optional(),
  requestHeaders: size.describe('Longest block of request headers, 1KiB to 32KiB. Default: 32KiB.').optional(),
  body: size.describe('Largest request body. Default: 1MiB.').optional(),
  timeout: duration
    .describe("Longest wait for the origin's response headers, 1s to 1h. Default: the origin's.")
    .optional(),
  cache: z
    .enum(['private', 'origin'])
    .describe("private: responses to a session are not stored. origin: the origin's Cache-Control stands.")
    .optional(),
  cookies: cookies.optional(),
  cors: cors.optional(),
  headers: headers.optional(),
  mode: z
    .union([setting.describe('For every control of the route.'), z.strictObject(controls).meta({ minProperties: 1 })])
    .describe('observe: refusals are only recorded, and the request continues. Default: enforce.')
    .optional(),
});

export type RouteEntry = z.infer<typeof route>;
