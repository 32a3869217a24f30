import type { TokensRule } from './credentials.ts';
import type { IssuerRule, ProviderRule, TenantIdentityRule } from './identity.ts';
import { ADMIN_SCOPES, type OriginRule } from './origin.ts';
import type { PagesRule } from './pages.ts';
import type { RouteRule } from './route.ts';
import type { SessionRule } from './session-rule.ts';
import type { SourceLine } from './source-line.ts';

/**
 * The compiled rules: what the compiler makes, what the engine decides by. Plain data, so that the Worker
 * imports it without a parser. Every part that can refuse a request carries the {@link SourceLine} it came from.
 */

/** Version of this shape. The Worker refuses a policy of any other. */
export const POLICY_FORMAT = 10;

/** Compiled rules of one gateway. */
export interface Policy {
  readonly format: typeof POLICY_FORMAT;
  /** SHA-256 over the canonical JSON of all other members, lower-case hex. */
  readonly digest: string;
  /** The gateway's id: `iss` of role cookies and tenant contexts, `aud` of session grants and admin tokens. */
  readonly gateway: string;
  readonly hosts: readonly HostPattern[];
  readonly clientAddress: ClientAddressSource;
  readonly roles: readonly string[];
  readonly addresses: Readonly<Record<string, AddressRanges>>;
  readonly limits: Readonly<Record<string, LimitRule>>;
  readonly origins: Readonly<Record<string, OriginRule>>;
  readonly session: SessionRule;
  /** Identity providers that sign people in, by id. */
  readonly providers: Readonly<Record<string, ProviderRule>>;
  /** Providers that tenants bring themselves; `null`: none are taken. */
  readonly tenantIdentity: TenantIdentityRule | null;
  /** Login services that mint sessions of their own, by id. */
  readonly issuers: Readonly<Record<string, IssuerRule>>;
  /** Tokens of machines; `null`: there are none. */
  readonly tokens: TokensRule | null;
  readonly state: StateRule;
  readonly hsts: HstsRule;
  /** Names of address lists whose members are refused everywhere, the gateway's own endpoints included. */
  readonly deny: { readonly addresses: readonly string[]; readonly at: SourceLine };
  readonly routes: readonly RouteRule[];
  /** How the gateway's own pages look; absent: without a company's name or colour. */
  readonly pages?: PagesRule;
  /** Used in place of `hosts` and of the named origins' `url` where `PORTCULLIS_ENV` is `development`, and only there. */
  readonly development?: DevelopmentRule;
}

/** A public host, e.g. `{tenant}.app.example.com`. Labels are lower case; `null` stands for `{tenant}`. */
export interface HostPattern {
  readonly pattern: string;
  readonly labels: readonly (string | null)[];
  /** Port as written in the Host header; `null` where the scheme's own port is meant. */
  readonly port: number | null;
  /** In development, the pattern of the public host in whose place it stands, whose routes it has. */
  readonly standsFor?: string;
  readonly at: SourceLine;
}

export type ClientAddressSource =
  | { readonly kind: 'cloudflare' }
  | { readonly kind: 'header'; readonly header: string; readonly trustedProxies: AddressRanges };

/** Unsigned 32-bit numbers: an array as the compiler makes it, or a view of the binary file that the Worker imports. */
export type Words32 = readonly number[] | Uint32Array;

/**
 * The members of an address list, sorted, each address held once. `v4`: inclusive ranges that neither overlap nor touch,
 * as pairs `first, last`. `v6`: the fewest prefixes, as five numbers each: the four words of the network, most
 * significant first, and its length in bits.
 */
export interface AddressRanges {
  readonly v4: Words32;
  readonly v6: Words32;
}

export type LimitDimension = 'address' | 'tenant' | 'user' | 'session' | 'route';

export interface LimitRule {
  readonly id: string;
  /** Requests that any window may hold, at least 1. */
  readonly quota: number;
  readonly windowSeconds: number;
  readonly by: readonly LimitDimension[];
  /** Leading bits of an IPv6 address that are counted as one client, 32 to 64. An IPv4 address is always counted whole. */
  readonly ipv6PrefixLength: number;
  readonly counting: 'exact' | 'leased';
  /** `failures`: on a sign-in route, an attempt that the origin answers with a session is given back. */
  readonly count: 'all' | 'failures';
  readonly at: SourceLine;
}

/** What tokens of operators may carry: besides, to copy the whole state out and in and to read metrics, which no origin may. */
export const OPERATOR_SCOPES = [...ADMIN_SCOPES, 'state', 'metrics', 'reports'] as const;

export type OperatorScope = (typeof OPERATOR_SCOPES)[number];

/** For how long browsers may reach the hosts by https only (RFC 6797). It holds for a host, so no route can differ. */
export interface HstsRule {
  /** Value of `Strict-Transport-Security`. `origin`: the origin's own stands. `none`: none goes out. */
  readonly value: string;
  readonly at: SourceLine;
}

export interface StateRule {
  /** How long a request waits for an answer of shared state. */
  readonly deadlineMs: number;
  readonly at: SourceLine;
}

export interface DevelopmentRule {
  readonly hosts: readonly HostPattern[];
  readonly originUrls: Readonly<Record<string, string>>;
  /** Issuers of identity providers on one's own machine, by id. Plain http is for names of this machine. */
  readonly identityIssuers: Readonly<Record<string, string>>;
  /** URLs of further issuers' keys there, by id. */
  readonly issuerKeys: Readonly<Record<string, string>>;
}
