import type { Address } from './address/index.ts';
import type { NamingHeader } from './naming/index.ts';
import type { RevokedBy } from './revoked-by.ts';
import type { Target } from './target/index.ts';

/** What is known of a request before any rule is asked. Comes from the client and the platform; nothing here is verified identity. */
export interface RequestFacts {
  readonly method: string;
  readonly target: Target;
  /** The client's address as the platform reports it; `null` where it reports none that can be read. */
  readonly address: Address | null;
  readonly upgradesToWebSocket: boolean;
  /** `Sec-Fetch-Site`, `-Mode`, `-Dest` and `Origin` as sent, `null` where absent. */
  readonly fetchSite: string | null;
  readonly fetchMode: string | null;
  readonly fetchDest: string | null;
  readonly origin: string | null;
  /** Whether it is a POST as forms make it: of a content type that a page may send to any site without asking. */
  readonly postsForm: boolean;
  /** `Access-Control-Request-Method` and `-Headers` as sent, `null` where absent. */
  readonly requestedMethod: string | null;
  readonly requestedHeaders: string | null;
  /** Headers that name other resources than the target. */
  readonly naming: readonly NamingHeader[];
  /** Size of the body as announced, 0 where none is. */
  readonly announcedBodyBytes: number;
  /** Size of the request's header block. */
  readonly headerBytes: number;
  /** Number of its different names. */
  readonly headerCount: number;
  /** What the platform reports about the connection, `null` if it does not: `TLSv1.3`, `DE`, 64496. */
  readonly tlsVersion: string | null;
  readonly country: string | null;
  readonly asn: number | null;
  /** Time of the decision, seconds since the epoch. */
  readonly nowSeconds: number;
}

/** A session whose role cookie, or token, has been verified: signature, type, issuer and times. */
export interface Session {
  readonly user: string;
  readonly tenant: string;
  /** Only roles that the rules declare. */
  readonly roles: readonly string[];
  readonly id: string;
  /** When the session began: what revocations compare, however often its cookie was renewed. */
  readonly issuedAtSeconds: number;
  /** End of its cookie. */
  readonly expiresAtSeconds: number;
  readonly authenticatedAtSeconds: number;
  /** How the user signed in (RFC 8176): `amr` on the wire, `authenticationMethods` in code. */
  readonly authenticationMethods: readonly string[];
  readonly actAs: { readonly sub: string; readonly reason: string } | null;
  /** The visitor has shown a token; absent: a role cookie. */
  readonly token?: TokenUse;
  /** The host whose own routes alone the session opens, as the rules' `hosts` write it; absent: it is of no single host. */
  readonly host?: string;
  /** The only host at which the session counts, on every route there, written as `host` is; absent: every host. */
  readonly place?: string;
  /** Id of the provider that vouches for the session; absent: none does. What is kept of it then must be there. */
  readonly via?: string;
  /** The state's position when the session was minted, if known: no older state may judge the session. */
  readonly seen?: StatePosition;
  /** Absent where the session ends with its cookie. */
  readonly renewal?: Renewal;
  /** Thumbprint of the browser's key that the session is bound to (RFC 7638); absent: to none. */
  readonly key?: string;
}

/** How the cookie of a session that renews stands among those that the session has had. */
export interface Renewal {
  /** 1 for the first. */
  readonly generation: number;
  /** When this cookie was made. */
  readonly renewedAtSeconds: number;
  /** The end of the session, which nothing moves. */
  readonly endsAtSeconds: number;
}

/** How a token was shown, and from where it counts. */
export interface TokenUse {
  /** Browsers send what was typed for `Basic` by themselves, also where pages of other sites make the request. */
  readonly scheme: 'bearer' | 'basic';
  /** Prefixes from which the token counts; `null`: every address. */
  readonly addresses: readonly string[] | null;
}

/** A point in the history of the shared state. Versions are comparable within one epoch only. */
export interface StatePosition {
  readonly epoch: string;
  readonly version: number;
}

/** The role cookie of a request: absent, refused, or verified. */
export type SessionFact =
  | { readonly kind: 'none' }
  | { readonly kind: 'invalid'; readonly detail: string }
  | { readonly kind: 'verified'; readonly session: Session };

/** A tenant's own policy: data, set through the admin API. It may tighten what the rules say, never loosen it. */
export interface TenantPolicy {
  readonly suspended: boolean;
  /** Prefixes that may come; empty where the tenant limits nothing. */
  readonly addresses: readonly string[];
  readonly requireMfa: boolean;
  /** Sessions in which one person acts as another are refused. */
  readonly forbidActAs: boolean;
  /** Sessions issued before this moment are refused; seconds since the epoch, 0 for none. */
  readonly notBefore: number;
}

/** One limit as this request meets it. */
export interface LimitClaim {
  readonly id: string;
  /** The tenant whose own count it is; `null`: of all tenants together. */
  readonly tenant: string | null;
  /** Unambiguous over limits, tenants and dimensions. */
  readonly key: string;
  readonly quota: number;
  readonly windowSeconds: number;
  /** An isolate may take a part of the quota ahead. */
  readonly leased?: true;
}

/** How a limit stands after the request was counted or refused. */
export interface LimitStatus {
  readonly id: string;
  readonly admitted: boolean;
  readonly remaining: number;
  /** Milliseconds until one more request is admitted (refused) or until the oldest counted one is forgotten (admitted). */
  readonly resetMs: number;
}

/** A cookie that says of itself that it can be renewed. */
export interface RenewalClaim {
  readonly tenant: string;
  readonly user: string;
  readonly session: string;
  readonly generation: number;
  /** For so long after its successor was first presented, it still counts. */
  readonly graceSeconds: number;
  /** `fresh`: state need only hear of it once. `due`: it can have a successor. `over`: without state, it has ended. */
  readonly age: 'fresh' | 'due' | 'over';
}

/**
 * How the cookie stands by what state knows: the newest that was presented, the one before it within the grace, an older
 * one, which only a copy can be, or of a session that is not known.
 */
export type RenewalStanding = 'current' | 'superseded' | 'reused' | 'unknown';

/** The one question to shared state that a request needs. */
export interface AdmitPlan {
  readonly tenant: string | null;
  /** The session whose revocation is asked, or `null`. */
  readonly subject: {
    readonly tenant: string;
    readonly user: string;
    readonly session: string;
    readonly issuedAtSeconds: number;
  } | null;
  /** `null`: the session's cookie cannot be renewed, or there is none. */
  readonly renewal: RenewalClaim | null;
  readonly limits: readonly LimitClaim[];
  readonly record: boolean;
  /** Whether a limit that is reached ends the request, or is only observed. */
  readonly limitsRefuse: boolean;
  /** Whether shared state itself must be asked about the session, not a copy of it. */
  readonly strict: boolean;
  /** Whether an operator or an origin calls: better late than refused. */
  readonly patient: boolean;
  /** How much older than usual a copy may be while shared state does not answer; 0: not at all. */
  readonly staleSeconds: number;
}

/** What shared state answered, or that it could not. */
export type AdmitFact =
  | {
      readonly kind: 'answered';
      readonly limits: readonly LimitStatus[];
      /** What revoked the session, or `null`. */
      readonly revokedBy: RevokedBy | null;
      readonly tenantPolicy: TenantPolicy | null;
      /** Shared state did not answer, and a copy of it did, as old as the route allows. */
      readonly stale?: boolean;
      /** Absent where state was not asked about the cookie. */
      readonly renewal?: RenewalStanding;
    }
  | { readonly kind: 'unavailable'; readonly detail: string };
