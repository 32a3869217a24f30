/** Response headers that the profile `strict` gives to the origin's answer; all peers but the bare one set them. Put in when a peer is bundled. */
declare const STRICT_HEADERS: readonly (readonly [name: string, value: string])[];

/** Digest of the gateway's rules, which a context names; put in when a peer is bundled. */
declare const RULES_DIGEST: string;

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
