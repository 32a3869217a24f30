export interface HeadersSetting {
  /** Response headers that the gateway sets. */
  readonly headers: ResponsePolicy;
}

/**
 * The response headers of a route, compiled ahead: one plan for each class of content, so that an answer needs no
 * decision but which plan is its own.
 */
export interface ResponsePolicy {
  readonly plans: Readonly<Record<ContentClass, ResponsePlan>>;
  readonly nonce: NonceDelivery | null;
}

/**
 * What a browser can do with an answer. `page`: show it as a document that runs code, or nothing is known of it. `code`:
 * run it, a worker included. `data`: read it or paint it. `media`: give it to a viewer or save it. `unchanged`: keep what
 * it has stored, headers included (304).
 */
export type ContentClass = 'page' | 'code' | 'data' | 'media' | 'unchanged';

/** What happens to an origin's answer of one class. */
export interface ResponsePlan {
  /** Headers of the origin, lower case, that do not go out and do not count. */
  readonly removes: readonly string[];
  readonly sets: readonly HeaderStep[];
}

export interface HeaderStep {
  /** Lower case. */
  readonly name: string;
  /** Visible ASCII. {@link NONCE_MARK} stands for the response's nonce. */
  readonly value: string;
  readonly joins: HeaderJoin;
}

/**
 * What becomes of the origin's value of the same header. `strictest`: what either of the two forbids is forbidden.
 * `beside`: both are sent, and both hold. `ours`: it is replaced. `lacking`: it stands, and the gateway's policy adds the
 * directives that it lacks. `theirs`: it stands. `attachment`: it is made one that browsers save.
 */
export type HeaderJoin = 'strictest' | 'beside' | 'ours' | 'lacking' | 'theirs' | 'attachment';

const NOTHING: ResponsePlan = { removes: [], sets: [] };

/** What no rules govern: the gateway's own endpoints have headers of their own. */
export const NO_RESPONSE_POLICY: ResponsePolicy = {
  plans: { page: NOTHING, code: NOTHING, data: NOTHING, media: NOTHING, unchanged: NOTHING },
  nonce: null,
};

/** Stands in compiled values where each response has a nonce of its own. */
export const NONCE_MARK = '{nonce}';

/**
 * How the app's own scripts get the nonce of a response. `context`: the signed context carries it to the origin.
 * `placeholder`: besides, the gateway puts it in the place of this text in `nonce` attributes of HTML.
 */
export type NonceDelivery = { readonly kind: 'context' } | { readonly kind: 'placeholder'; readonly text: string };

/** What the rules can say of the response headers of a route. */
export interface HeaderSettings extends PagePolicies {
  readonly frameAncestors: readonly string[] | 'origin';
  readonly permissions: Permissions | Left;
  readonly contentTypeOptions: 'nosniff' | Left;
  readonly referrerPolicy: string;
  readonly crossOriginResourcePolicy: string;
  /** `forbidden`: documents of other hosts, such as PDF, may load nothing from here (`X-Permitted-Cross-Domain-Policies`). */
  readonly crossDomainPolicies: 'forbidden' | 'origin';
  readonly originAgentCluster: boolean;
  readonly documentPolicy: string | null;
  readonly robots: readonly string[];
  /** `attachment`: browsers save what the route answers, and never show it. */
  readonly disposition: 'attachment' | 'origin';
  readonly nonce: NonceDelivery | null;
  /** Policies beside those in force, of which breaches are reported only. */
  readonly reportOnly: Partial<PagePolicies> | null;
  /** Headers of one's own, names in lower case. */
  readonly set: Readonly<Record<string, string>>;
  /** Headers of the origin's that do not go out, names in lower case. */
  readonly remove: readonly string[];
}

/** Policies that browsers can also report on without enforcing them. */
export interface PagePolicies {
  /** Without frame-ancestors and reporting, which have their own keys. */
  readonly csp: Directives | Left;
  readonly crossOriginOpenerPolicy: string;
  readonly crossOriginEmbedderPolicy: string;
  /** Destinations that need an integrity check: `script`, `style`. */
  readonly integrity: readonly string[];
}

/** `origin`: the origin's own value stands as it is. `none`: no such header goes out. */
export type Left = 'origin' | 'none';

/** Directives of a policy and their sources. */
export type Directives = Readonly<Record<string, readonly string[]>>;

/** Features and who may use them: no site, `self`, origins, or `*`. */
export type Permissions = Readonly<Record<string, readonly string[]>>;

export function isLeft(value: unknown): value is Left {
  return value === 'origin' || value === 'none';
}
