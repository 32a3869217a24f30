/** What an app must check of every request. An app that lets a wrong context in has left one of these out. */
export type ContextCheck =
  | 'presence'
  | 'duplicate'
  | 'alias'
  | 'algorithm'
  | 'confusion'
  | 'signature'
  | 'key_id'
  | 'encoding'
  | 'critical'
  | 'type'
  | 'version'
  | 'claims'
  | 'issuer'
  | 'audience'
  | 'expiry'
  | 'lifetime'
  | 'future'
  | 'method'
  | 'path'
  | 'query'
  | 'host'
  | 'tenant'
  | 'replay';

/** What is wrong with an app that leaves a check out, and how to fix it. */
interface CheckText {
  readonly hole: string;
  readonly fix: string;
}

/** All checks, in the order in which they are reported. */
export const CHECKS = {
  presence: {
    hole: 'A request without a tenant context is answered, so anyone who can reach the app directly bypasses the gateway.',
    fix: 'Refuse every request without exactly one Portcullis-Context; believe neither the role cookie nor X-Forwarded-*.',
  },
  duplicate: {
    hole: 'Two contexts in one request are accepted, so another part of the app may believe the other one.',
    fix: 'Count the raw header lines, and refuse more than one, as well as a value with a comma.',
  },
  alias: {
    hole: 'A header whose name only looks like the context is believed or passed on, and no proxy removes that one.',
    fix: 'Refuse requests with names such as Portcullis_Context or Portcullis.Context.',
  },
  algorithm: {
    hole: 'A context without a signature is accepted: anybody can write one.',
    fix: 'Fix the algorithm in the configuration; never take it from the token.',
  },
  confusion: {
    hole: 'The token says how it is verified, so a public key or another hash can be made to verify a forgery.',
    fix: 'Fix the algorithm in the configuration, and use each key with that one alone.',
  },
  signature: {
    hole: 'The signature is not verified with the configured keys: anybody can write a context.',
    fix: 'Verify the signature with configured keys only, over the token as received, and never without a key.',
  },
  key_id: {
    hole: 'A token that names no configured key is tried with every key, so keys are not distinguished.',
    fix: 'Choose the key by "kid", and refuse a token whose "kid" is absent or unknown.',
  },
  encoding: {
    hole: 'One context is accepted in many spellings, so lists of used or refused tokens can be evaded.',
    fix: 'Accept three parts of canonical base64url with dots between and nothing else, before decoding.',
  },
  critical: {
    hole: 'A header that the app must understand, and does not, is skipped.',
    fix: 'Refuse a token with "crit" in its header (RFC 7515 section 4.1.11).',
  },
  type: {
    hole: 'A token of another kind, signed with the same key, passes for a context.',
    fix: 'Refuse a token whose "typ" is not exactly "tenant-context+jwt".',
  },
  version: {
    hole: 'Claims of another version are read as if they meant the same.',
    fix: 'Refuse claims whose "v" is not 1.',
  },
  claims: {
    hole: 'Claims that contradict each other are accepted, so roles may count without a user.',
    fix: 'Without "sub", refuse roles and all else of a session; with it, demand tenant, roles and session.',
  },
  issuer: {
    hole: 'A context of another gateway is accepted.',
    fix: 'Compare "iss" with the id of your gateway; an absent one is wrong.',
  },
  audience: {
    hole: 'A context for another app is accepted, so that app can speak for its users here.',
    fix: 'Compare "aud" with this app\'s id; an absent one is wrong.',
  },
  expiry: {
    hole: 'An expired context is accepted: a leaked one can be used for ever.',
    fix: 'Refuse a context once "exp" has passed, but for a few seconds of tolerance.',
  },
  lifetime: {
    hole: 'A context that lives longer than any gateway makes one is accepted.',
    fix: 'Demand "iat" and "exp", at most 60 seconds apart.',
  },
  future: {
    hole: 'A context from the future is accepted, so that it can be kept for later.',
    fix: 'Refuse a context whose "iat" is later than now, but for a few seconds of tolerance.',
  },
  method: {
    hole: 'A context for another method is accepted: one that was made for reading can be used to write.',
    fix: 'Compare "htm" with the method of the request, exactly.',
  },
  path: {
    hole: 'A context for another path is accepted: one that was made for a public page opens every other.',
    fix: 'Compare "htu", or "htd" where it is there, with path and query as received, before any decoding.',
  },
  query: {
    hole: 'A context for another query is accepted.',
    fix: 'Compare "htu", or "htd" where it is there, with path and query as received, before any decoding.',
  },
  host: {
    hole: 'A context for another host is accepted, so the host that the app believes may be a lie.',
    fix: 'Demand exactly one X-Forwarded-Host that equals "hth"; take the host from the context alone.',
  },
  tenant: {
    hole: "A user of one tenant is let in where the URL names another one's.",
    fix: 'Compare the tenant in the URL with the tenant of the context: requireTenant(context, urlTenant).',
  },
  replay: {
    hole: 'A context can be used twice.',
    fix: 'Give the verifier a replay store: memoryReplayStore(), or a shared one where the app runs more than once.',
  },
} as const satisfies Readonly<Record<ContextCheck, CheckText>>;
