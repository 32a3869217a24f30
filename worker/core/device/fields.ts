import { DEVICE_ENDPOINTS, GATEWAY_PREFIX } from '@portcullis/rules/engine';
import { ROLE_COOKIE, ROLE_COOKIE_ATTRIBUTES } from '../tokens/index.ts';
import { DEVICE_ALGORITHMS } from './device-key.ts';

/** Names of the fields that are read. */
export const PROOF_FIELD = 'secure-session-response';
export const SESSION_FIELD = 'sec-secure-session-id';

/** A string of a structured field (RFC 9651 section 3.3.3), in which no character of a compact JWS is escaped. */
const QUOTED = /^"([\w.-]+)"$/;
const BARE = /^[\w.-]+$/;

/** What a field holds that is a compact JWS and nothing else: Chromium writes it without the quotes of its specification. */
export function jwsOfField(field: string): string | null {
  return QUOTED.exec(field)?.[1] ?? BARE.exec(field)?.[0] ?? null;
}

/** `Secure-Session-Registration`: asks the browser to bind the session that the answer begins. */
export function registrationField(challenge: string, authorization: string): string {
  const path = `${GATEWAY_PREFIX}${DEVICE_ENDPOINTS.registration}`;
  return `(${DEVICE_ALGORITHMS.join(' ')});path="${path}";challenge="${challenge}";authorization="${authorization}"`;
}

/** `Secure-Session-Challenge`: what the next proof is to be over. */
export function challengeField(challenge: string, session: string): string {
  return `"${challenge}";id="${session}"`;
}

/** What the browser learns of the session that it has bound: which cookie it must have, and where it gets the next one. */
export function sessionInstructions(session: string, origin: string): object {
  return {
    session_identifier: session,
    refresh_url: `${GATEWAY_PREFIX}${DEVICE_ENDPOINTS.refresh}`,
    scope: { origin, include_site: false, scope_specification: [] },
    credentials: [{ type: 'cookie', name: ROLE_COOKIE, attributes: ROLE_COOKIE_ATTRIBUTES }],
  };
}
