import { z } from 'zod';
import {
  claimName,
  claimText,
  issuerPattern,
  issuerUrl,
  name,
  originPattern,
  providerName,
  roleName,
  scope,
  secondFactor,
  secretName,
  tenantId,
  texts,
} from '../texts/index.ts';

const client = z
  .strictObject({
    id: claimText.describe("The gateway's client id at the provider."),
    secret: secretName.describe('Name of the secret that holds the client secret.').optional(),
    key: secretName
      .describe('Name of the secret that holds a private key (JWK), in place of a client secret (private_key_jwt).')
      .optional(),
  })
  .meta({ oneOf: [{ required: ['secret'] }, { required: ['key'] }] })
  .describe('The gateway as a client of the provider.');

const tenant = z
  .union([
    tenantId.describe('Everyone of this provider belongs to this tenant.'),
    z
      .strictObject({
        claim: claimName.describe('Claim of the ID token that names the tenant: tid, hd.'),
        in: texts(tenantId, 'Values that are tenants themselves; others give no session.').optional(),
        map: z
          .record(z.string(), tenantId)
          .meta({ minProperties: 1, propertyNames: { minLength: 1, maxLength: 256 } })
          .describe('Values, each with its tenant; others give no session.')
          .optional(),
      })
      .meta({ oneOf: [{ required: ['in'] }, { required: ['map'] }] }),
  ])
  .describe('The tenant of a person: a fixed one, or by a claim.');

const grant = texts(roleName, 'Roles that it gives.');

const role = z
  .strictObject({
    group: claimText
      .describe('A group of the ID token, or of the directory that the provider keeps by SCIM.')
      .optional(),
    claim: claimName.describe('A claim of the ID token.').optional(),
    is: z
      .union([claimText, texts(claimText, 'Several values.')])
      .describe('Value of the claim, or of an entry of it.')
      .optional(),
    anyone: z.literal(true).describe('Everyone whom the provider signs in, and who has a tenant.').optional(),
    grant,
  })
  .meta({ oneOf: [{ required: ['group'] }, { required: ['claim', 'is'] }, { required: ['anyone'] }] });

const shown = {
  acr: z
    .union([claimText, texts(claimText, 'Several values; the first is asked for.')])
    .describe('Value of acr, or acrs, that shows it.')
    .optional(),
  amr: texts(secondFactor, 'Methods (RFC 8176), one of which shows it.').optional(),
};

const stepUp = z
  .strictObject({
    request: z
      .enum(['acr', 'acrs', 'none'])
      .describe('How it is asked for: by acr_values, by the claims parameter (Entra ID), or by max_age alone.')
      .optional(),
    ...shown,
  })
  .meta({ anyOf: [{ required: ['acr'] }, { required: ['amr'] }] })
  .describe('What shows that a second factor was used, and how it is asked for. Default: nothing does.');

const window = z
  .strictObject({
    notBefore: claimName.describe('Claim with the time at which a session may begin.').optional(),
    notAfter: claimName.describe('Claim with the time at which every session ends.').optional(),
  })
  .meta({ anyOf: [{ required: ['notBefore'] }, { required: ['notAfter'] }] })
  .describe('Claims that say from when and until when a person may be here. Default: none do.');

const SIGNALS = 'What the provider may say of people who have left or changed.';

const signals = z
  .strictObject({
    scim: secretName.describe("Name of the secret that holds the token of the provider's SCIM client.").optional(),
    universalLogout: z.boolean().describe('Takes Okta Universal Logout. Default: false.').optional(),
    backchannelLogout: z.boolean().describe('Takes OpenID back-channel logout. Default: false.').optional(),
    events: z
      .union([
        z.boolean().describe("true: tokens are for the gateway's id."),
        z.strictObject({ audience: claimText.describe('aud of the tokens, as agreed with the provider.') }),
      ])
      .describe('Takes security event tokens (CAEP, RISC) by push. Default: false.')
      .optional(),
  })
  .describe(SIGNALS);

/** One identity provider. */
const provider = z.strictObject({
  issuer: issuerUrl.describe('Issuer of its tokens, exactly as they write it: https://acme.okta.com.'),
  client,
  scopes: texts(scope, 'Scopes that are asked for. Default: openid, profile, email.').optional(),
  user: claimName.describe('Claim that names a person for good. Default: sub.').optional(),
  tenant,
  roles: z.array(role).meta({ minItems: 1 }).describe('Who gets which roles; all that match count.'),
  stepUp: stepUp.optional(),
  window: window.optional(),
  signals: signals.optional(),
});

/** Identity providers, by id. */
export const identity = z
  .record(providerName, provider)
  .meta({ minProperties: 1 })
  .describe('Identity providers, by which the gateway signs people in itself (OpenID Connect).');

/** Providers that tenants bring. */
export const tenantIdentity = z
  .strictObject({
    issuers: texts(
      issuerPattern,
      'Issuers that a tenant may name; * is the first label of the host, or a part of the path.',
    ),
    endpoints: texts(
      originPattern,
      "Origins at which a provider's endpoints and keys may be, besides the issuer's own.",
    ).optional(),
    grant: texts(roleName, 'Roles that a tenant may give its people.'),
    stepUp: z
      .strictObject(shown)
      .meta({ anyOf: [{ required: ['acr'] }, { required: ['amr'] }] })
      .describe('What tenants may let pass for a second factor. Default: nothing.')
      .optional(),
    signals: signals.omit({ scim: true }).describe(SIGNALS).optional(),
    keys: secretName.describe('Name of the secret with the keys that seal what tenants bring.'),
  })
  .describe('Providers that tenants bring themselves, as data, within these bounds: signIn: tenant. Default: none.');

/** A login service that mints sessions. */
const issuer = z.strictObject({
  issuer: claimText.describe('iss of its tokens.'),
  keys: z
    .union([
      secretName.describe('Name of the secret with the keys that it signs with (HS256).'),
      z.strictObject({
        jwks: issuerUrl.describe('URL of its public keys.'),
        alg: z.enum(['ES256', 'EdDSA']).describe('The one algorithm that it signs with.'),
      }),
    ])
    .describe('Keys of its tokens: a secret, or a map with the URL of public ones.'),
  roles: texts(roleName, 'Roles that it may grant; others are dropped.'),
  tenants: z
    .union([z.literal('any').describe('Every tenant.'), texts(tenantId, 'Tenants that it may sign in.')])
    .describe('Tenants that it may sign in: any, or a list.'),
  bearer: z
    .boolean()
    .describe('Takes its tokens as Authorization: Bearer, on routes that take tokens. Default: false.')
    .optional(),
});

/** Login services, by id. */
export const issuers = z
  .record(name, issuer)
  .meta({ minProperties: 1 })
  .describe('Login services of your own that mint sessions for the gateway.');

export type ProviderEntry = z.infer<typeof provider>;
export type TenantIdentityEntry = z.infer<typeof tenantIdentity>;
export type IssuerEntry = z.infer<typeof issuer>;
