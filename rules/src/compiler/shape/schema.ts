import { z } from 'zod';
import { FIELD_VALUE, MAX_FIELD_VALUE } from '../../engine/index.ts';
import { ADMIN_SCOPES } from '../../policy/index.ts';
import { fileSettingsSchema } from '../../settings/index.ts';
import {
  addressFile,
  addressHeader,
  bindingName,
  developmentHost,
  developmentIssuerUrl,
  developmentUrl,
  duration,
  gatewayId,
  host,
  limitName,
  literalPath,
  name,
  originName,
  patterns,
  prefix,
  quota,
  roleName,
  secretName,
  shortDuration,
  text,
  texts,
} from '../texts/index.ts';
import { FIELD_NAME } from '../values/index.ts';
import { identity, issuers, tenantIdentity } from './schema-identity.ts';
import { pages } from './schema-pages.ts';
import { routeOrGroup } from './schema-route.ts';
import { session } from './schema-session.ts';

/**
 * The shape of the rules file: keys and types only. What the texts mean is checked where they are read; the patterns
 * beside them are for editors.
 */
const limit = z.strictObject({
  quota: quota.describe('Requests per window: 5 per 1m.'),
  by: z
    .array(z.enum(['address', 'tenant', 'user', 'session', 'route']))
    .meta({ minItems: 1, uniqueItems: true })
    .describe('What is counted separately.'),
  ipv6PrefixLength: z
    .number()
    .meta({ type: 'integer', minimum: 32, maximum: 64 })
    .describe(
      'Bits of an IPv6 address that count as one client, 32 to 64. Fewer count more addresses together; more than 64 would ' +
        'give one customer up to 2^64 quotas, and are refused. IPv4 is counted whole. Default: 64.',
    )
    .optional(),
  counting: z
    .enum(['exact', 'leased'])
    .describe('leased: most requests need no call to shared state. Default: depends on the limit.')
    .optional(),
  count: z
    .enum(['all', 'failures'])
    .describe('failures: on a sign-in route, successful attempts do not count. Default: all.')
    .optional(),
});

const identityHeader = text(FIELD_NAME.source);

const origin = z
  .strictObject({
    url: z.string().describe('URL of the app; the host may start with {tenant}.').optional(),
    service: bindingName.describe('Name of a service binding, in place of url.').optional(),
    host: z
      .enum(['origin', 'public'])
      .describe('public: the app sees the host that the client asked for, and is reached by service. Default: origin.')
      .optional(),
    network: z
      .enum(['public', 'private'])
      .describe('private: url may be plain http, an address, or a name of one label. Default: public.')
      .optional(),
    certificate: bindingName
      .describe('Name of a binding with a client certificate, which the app asks for.')
      .optional(),
    path: z
      .strictObject({
        strip: literalPath.describe('Beginning of the path that the app does not know, such as /tools.').optional(),
        add: literalPath.describe('What the app has before the rest of the path, such as /v2.').optional(),
      })
      .meta({ minProperties: 1 })
      .describe('How paths change on their way to the app.')
      .optional(),
    headers: z
      .strictObject({
        set: z
          .record(
            z.string(),
            z.union([
              z.string().meta({ pattern: FIELD_VALUE.source, maxLength: MAX_FIELD_VALUE }).describe('The value.'),
              z.strictObject({ secret: secretName.describe('Name of the secret that holds the value.') }),
            ]),
          )
          .meta({ propertyNames: { pattern: FIELD_NAME.source }, minProperties: 1 })
          .describe("Headers that the app gets in place of the client's.")
          .optional(),
        remove: texts(text(FIELD_NAME.source), 'Headers of the client that the app does not get.').optional(),
      })
      .meta({ minProperties: 1 })
      .describe('Request headers for the app.')
      .optional(),
    forwarded: z
      .boolean()
      .describe('true: the app gets Forwarded (RFC 7239) beside the X-Forwarded headers. Default: false.')
      .optional(),
    identity: z
      .strictObject({
        user: identityHeader.describe('Header with the user, such as X-WEBAUTH-USER.').optional(),
        tenant: identityHeader.describe('Header with the tenant.').optional(),
        roles: identityHeader.describe('Header with the roles, joined by commas, such as Remote-Groups.').optional(),
        session: identityHeader.describe('Header with the id of the session.').optional(),
      })
      .meta({ minProperties: 1 })
      .describe('Plain headers that say who asks, for an app that cannot verify contexts.')
      .optional(),
    keys: secretName.describe('Name of the secret with the keys shared with this origin.'),
    context: z.enum(['HS256', 'EdDSA']).describe('How tenant contexts are signed.'),
    timeout: duration.describe('Longest wait for response headers, 1s to 1h. Default: 30s.').optional(),
    may: z
      .array(z.enum(ADMIN_SCOPES))
      .describe(
        "What the origin's own keys may do in the admin API. revoke-all: like revoke, and end all sessions of all tenants. tenant-identity: say by which providers tenants sign in. act-as: let people act as users. tokens: create and end tokens of machines.",
      )
      .optional(),
  })
  .meta({
    oneOf: [{ required: ['url'] }, { required: ['service'] }],
    if: { required: ['network'], properties: { network: { const: 'private' } } },
    // biome-ignore lint/suspicious/noThenProperty: a key of JSON Schema
    then: { properties: { url: { pattern: patterns.privateUrlPattern } } },
    else: { properties: { url: { pattern: patterns.originUrlPattern } } },
  });

const clientAddress = z
  .union([
    z.literal('cloudflare').describe('Clients reach Cloudflare directly.'),
    z.strictObject({
      header: addressHeader.describe('Header that your proxy sets, such as X-Forwarded-For.'),
      trustedProxies: texts(prefix, 'Networks of your own proxies; the header is believed from them only.'),
    }),
  ])
  .describe("Source of the client's address: cloudflare, or a map for other proxies in front.");

/** The whole file. */
export const rulesSchema = z.strictObject({
  version: z.literal(1).describe('Version of the rules format.'),
  gateway: gatewayId.describe("The gateway's id: iss of its tokens, aud of tokens for it."),
  hosts: texts(host, 'Public hosts; the first label may be {tenant}.'),
  clientAddress,
  roles: texts(roleName, 'Every role there is.').optional(),
  addresses: z
    .record(
      name,
      z.union([
        z.array(prefix).meta({ minItems: 1 }).describe('Addresses and networks, IPv4 and IPv6.'),
        z.strictObject({ file: addressFile.describe('File beside the rules, with one address or network per line.') }),
      ]),
    )
    .describe('Named lists of addresses.')
    .optional(),
  limits: z.record(limitName, limit).describe('Named limits.').optional(),
  origins: z.record(originName, origin).meta({ minProperties: 1 }).describe('The apps behind the gateway.'),
  session: session.optional(),
  identity: identity.optional(),
  tenantIdentity: tenantIdentity.optional(),
  issuers: issuers.optional(),
  tokens: z
    .strictObject({
      roles: texts(roleName, 'Roles that tokens may grant.'),
      lifetime: duration.describe('Longest life of a token, 1h to 730d. Default: 90d.').optional(),
    })
    .describe('Tokens of machines, for routes that take them (access.credentials).')
    .optional(),
  state: z
    .strictObject({
      deadline: shortDuration.describe(
        'How long a request waits for an answer of shared state, 50ms to 2s. Default: 250ms. Longer for a store that is far away.',
      ),
    })
    .describe('Shared state.')
    .optional(),
  hsts: z
    .union([
      z.enum(['origin', 'none']).describe("origin: the apps' own header stands. none: no such header goes out."),
      z.strictObject({
        maxAge: duration
          .describe('How long browsers keep to https, 1m to 3650d. Begin with 5m, and lengthen it. Default: 730d.')
          .optional(),
        includeSubDomains: z.boolean().describe('Hosts below too. Default: true.').optional(),
        preload: z.boolean().describe('Browsers may ship with the host in their lists. Default: false.').optional(),
      }),
    ])
    .describe('Strict-Transport-Security of all hosts.')
    .optional(),
  ...fileSettingsSchema,
  deny: z
    .strictObject({ addresses: texts(name, 'Names of address lists whose members are refused everywhere.') })
    .describe('Who is refused everywhere.')
    .optional(),
  pages: pages.optional(),
  routes: z
    .array(routeOrGroup)
    .meta({ minItems: 1 })
    .describe('What is open, and to whom: routes, and groups of routes. Everything else is refused.'),
  development: z
    .strictObject({
      hosts: z
        .union([
          texts(developmentHost, 'Hosts on your own machine, with their ports.'),
          z
            .record(developmentHost, host)
            .describe('Each host on your own machine, and the entry of "hosts" for which it stands.'),
        ])
        .describe(
          'Hosts on your own machine, with their ports: a list, or a map to the entries of "hosts" for which they stand.',
        ),
      origins: z.record(z.string(), developmentUrl).describe('URLs of the origins on your own machine.').optional(),
      identity: z
        .record(z.string(), developmentIssuerUrl)
        .describe('Issuers of identity providers on your own machine, such as http://localhost:9000.')
        .optional(),
      issuers: z
        .record(z.string(), developmentIssuerUrl)
        .describe('URLs of the keys of further issuers on your own machine.')
        .optional(),
    })
    .describe('Replaces hosts and URLs if PORTCULLIS_ENV is development.')
    .optional(),
});

export type RulesFile = z.infer<typeof rulesSchema>;
export type LimitEntry = z.infer<typeof limit>;
export type OriginEntry = z.infer<typeof origin>;
