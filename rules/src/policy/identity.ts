import type { SourceLine } from './source-line.ts';

/** An identity provider, by which the gateway itself signs people in (OpenID Connect Core 1.0, code flow). */
export interface ProviderRule {
  readonly id: string;
  /** Its issuer identifier, exactly as its tokens write it; https, but for one of `development`. */
  readonly issuer: string;
  /**
   * Microsoft's issuer for many directories: tokens write the directory's id (`tid`) in place of `common` or `organizations`.
   * The tenant is then mapped from `tid`, so that no other directory gets a session.
   */
  readonly ofManyDirectories: boolean;
  readonly client: ProviderClient;
  /** Scopes that are asked for, `openid` first. */
  readonly scopes: readonly string[];
  /** The claim that names a person for good. */
  readonly user: string;
  readonly tenant: TenantMapping;
  /** Who gets which roles. Where none matches, there is no session. */
  readonly roles: readonly RoleGrant[];
  /** How a second factor is asked for, and what shows that it was used; `null`: its sign-ins never count as such. */
  readonly stepUp: ProviderStepUp | null;
  /** Claims that say from when and until when a person may be here; `null`: none do. */
  readonly window: ProviderWindow | null;
  readonly signals: ProviderSignals;
  readonly at: SourceLine;
}

export interface ProviderClient {
  readonly id: string;
  /** How the gateway shows who it is: by a shared secret, or by tokens of its own key (RFC 7523). Names of secrets. */
  readonly proof: { readonly kind: 'secret'; readonly secret: string } | { readonly kind: 'key'; readonly key: string };
}

export type TenantMapping =
  /** Everyone of this provider belongs to one tenant. */
  | { readonly kind: 'fixed'; readonly tenant: string }
  /** A claim names the tenant. Values that are not listed give no session. */
  | { readonly kind: 'claim'; readonly claim: string; readonly tenants: Readonly<Record<string, string>> }
  /**
   * The provider is the tenant's own: its people belong to that tenant, no matter what it says of them, and their ids begin with its
   * issuer, so that they are none of another provider's. `require`: the claim must have one of the values.
   */
  | {
      readonly kind: 'own';
      readonly tenant: string;
      readonly require: { readonly claim: string; readonly values: readonly string[] } | null;
    };

/** Every grant that matches adds its roles. */
export interface RoleGrant {
  readonly match:
    | { readonly kind: 'anyone' }
    /** A group that the provider names in `groups`, or that it keeps in the directory (SCIM). */
    | { readonly kind: 'group'; readonly group: string }
    /** A claim that is one of the values, or a list that holds one. */
    | { readonly kind: 'claim'; readonly claim: string; readonly values: readonly string[] };
  readonly grant: readonly string[];
  readonly at: SourceLine;
}

/** At least one of `acr` and `amr` is not empty: only the answer shows that a second factor was used, never the question. */
export interface ProviderStepUp {
  /** `acr_values`, the `claims` parameter with `acrs` (Entra ID), or nothing but `max_age`. */
  readonly request: 'acr' | 'acrs' | 'none';
  /** Values of `acr` (or `acrs`) that show it; the first is asked for. */
  readonly acr: readonly string[];
  /** Methods (RFC 8176) that show it. */
  readonly amr: readonly string[];
}

/** Names of claims. A claim that a token lacks says nothing. */
export interface ProviderWindow {
  readonly notBefore: string | null;
  readonly notAfter: string | null;
}

/** What the provider may say of people who have left or changed. Each is closed unless it is named. */
export interface ProviderSignals {
  /** Name of the secret that holds the token of its SCIM client; `null`: no SCIM. */
  readonly scim: string | null;
  readonly universalLogout: boolean;
  readonly backchannelLogout: boolean;
  /** Security events by push (CAEP, RISC; RFC 8935); `null`: none are taken. */
  readonly events: { readonly audience: string } | null;
}

/** A login service of the company's own, that mints role cookies or bearer tokens for the gateway. */
export interface IssuerRule {
  readonly id: string;
  /** `iss` of its tokens. */
  readonly issuer: string;
  readonly keys:
    | { readonly kind: 'secret'; readonly alg: 'HS256'; readonly secret: string }
    | { readonly kind: 'jwks'; readonly alg: 'ES256' | 'EdDSA'; readonly url: string };
  /** What it may grant. Roles beyond these are dropped; tenants beyond these give no session. */
  readonly roles: readonly string[];
  readonly tenants: 'any' | readonly string[];
  /** Whether its tokens are taken as `Authorization: Bearer` too, on routes that take tokens. */
  readonly bearer: boolean;
  readonly at: SourceLine;
}

/** Names of plain request headers that say who asks, for apps that cannot verify a context. All lower case. */
export interface OriginIdentity {
  readonly user: string | null;
  readonly tenant: string | null;
  readonly roles: string | null;
  readonly session: string | null;
}

/**
 * Identity providers that tenants bring themselves: data, kept by the admin API (`v1/tenants/{tid}/identity`). These are the bounds
 * of what a tenant may name there.
 */
export interface TenantIdentityRule {
  /** Issuers, exactly or with `*` for the first label of the host, or for a part of the path. */
  readonly issuers: readonly string[];
  /** Origins at which endpoints and keys may be besides the issuer's own, with `*` as above. */
  readonly endpoints: readonly string[];
  /** Roles that a tenant may give its people. */
  readonly grant: readonly string[];
  /** What tenants may let pass for a second factor; `null`: none of their sign-ins ever counts as such. */
  readonly stepUp: Pick<ProviderStepUp, 'acr' | 'amr'> | null;
  /** What each of their providers may say of its own people. There is no SCIM. */
  readonly signals: ProviderSignals;
  /** Name of the secret with the keys that seal what is kept, the clients' secrets among it. */
  readonly keys: string;
  readonly at: SourceLine;
}

/** Stands for the tenant's own provider in `signIn`. No provider of the rules has this id. */
export const TENANT_PROVIDER = 'tenant';
