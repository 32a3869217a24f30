/** Response headers of the profile that all peers but the bare one set; put in when a peer is bundled. */
declare const STRICT_HEADERS: readonly (readonly [name: string, value: string])[];

/** Compiled response headers by the name of profile and content, such as `strict-page`; put in when a peer is bundled. */
declare const ANSWER_PLANS: Readonly<Record<string, import('@portcullis/rules/policy').ResponsePlan>>;

/** Bindings of a peer. */
interface PeerEnv {
  /** Base URL of the origin. */
  readonly ORIGIN: string;
  /** Base64url of the key that signs role cookies. */
  readonly ROLE_KEY: string;
  /** Base64url of the key that signs contexts. */
  readonly CONTEXT_KEY: string;
}
