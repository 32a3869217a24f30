import { z } from 'zod';

/** The shape of the rules file: keys and types only. What the texts mean is checked where they are read. */
const texts = z.array(z.string());

const headers = z.union([
  z.literal('strict'),
  z.strictObject({
    profile: z.literal('strict').optional(),
    frameAncestors: texts.optional(),
    csp: z.record(z.string(), texts).optional(),
    permissions: z.record(z.string(), texts).optional(),
    referrerPolicy: z
      .enum(['no-referrer', 'same-origin', 'strict-origin', 'strict-origin-when-cross-origin'])
      .optional(),
    crossOriginOpenerPolicy: z.enum(['same-origin', 'same-origin-allow-popups', 'unsafe-none']).optional(),
    crossOriginResourcePolicy: z.enum(['same-origin', 'same-site', 'cross-origin']).optional(),
  }),
]);

const access = z.union([
  z.literal('public'),
  z.strictObject({
    public: z.literal(true).optional(),
    roles: z.union([z.literal('any'), texts]).optional(),
    addresses: texts.optional(),
    stepUp: z.strictObject({ within: z.string(), methods: texts.optional() }).optional(),
    actAs: z.enum(['allowed', 'read-only', 'never']).optional(),
  }),
]);

const route = z.strictObject({
  id: z.string(),
  path: z.string(),
  methods: texts.optional(),
  access,
  origin: z.string().optional(),
  signIn: z.boolean().optional(),
  limits: texts.optional(),
  revocation: z.enum(['within 1s', 'strict']).optional(),
  audit: z.enum(['refusals', 'requests', 'required']).optional(),
  body: z.string().optional(),
  timeout: z.string().optional(),
  cache: z.enum(['private', 'origin']).optional(),
  headers: headers.optional(),
});

const limit = z.strictObject({
  quota: z.string(),
  by: z.array(z.enum(['address', 'tenant', 'user', 'session', 'route'])),
  counting: z.enum(['exact', 'leased']).optional(),
  count: z.enum(['all', 'failures']).optional(),
});

const origin = z.strictObject({
  url: z.string().optional(),
  service: z.string().optional(),
  keys: z.string(),
  context: z.enum(['HS256', 'EdDSA']),
  timeout: z.string().optional(),
  may: z.array(z.enum(['revoke', 'tenant-policy'])).optional(),
});

/** The whole file. */
export const rulesSchema = z.strictObject({
  version: z.literal(1),
  gateway: z.string(),
  hosts: texts,
  clientAddress: z.union([z.literal('cloudflare'), z.strictObject({ header: z.string(), trustedProxies: texts })]),
  roles: texts.optional(),
  addresses: z.record(z.string(), z.union([texts, z.strictObject({ file: z.string() })])).optional(),
  limits: z.record(z.string(), limit).optional(),
  origins: z.record(z.string(), origin),
  session: z.strictObject({ lifetime: z.string() }).optional(),
  headers: headers.optional(),
  deny: z.strictObject({ addresses: texts }).optional(),
  routes: z.array(route),
  development: z.strictObject({ hosts: texts, origins: z.record(z.string(), z.string()).optional() }).optional(),
});

export type RulesFile = z.infer<typeof rulesSchema>;
export type RouteEntry = z.infer<typeof route>;
export type LimitEntry = z.infer<typeof limit>;
export type OriginEntry = z.infer<typeof origin>;
export type AccessEntry = z.infer<typeof access>;
export type HeadersEntry = z.infer<typeof headers>;
