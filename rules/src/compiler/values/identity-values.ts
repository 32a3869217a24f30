import { isTenantId } from '../../engine/index.ts';
import { type Parsed, parsed, unreadable } from '../problems/index.ts';

/** Name of a claim; those of one company alone are often URLs. */
export const CLAIM_NAME = /^[!-~]{1,128}$/;
/** Value of a claim, as a session may hold it. */
export const CLAIM_TEXT = /^[^\p{Cc}\p{Zl}\p{Zp}]{1,256}$/u;
/** RFC 6749 section 3.3. */
export const SCOPE = /^[!#-[\]-~]{1,128}$/;

/** Reads the name of a claim. */
export function parseClaimName(text: string): Parsed<string> {
  return CLAIM_NAME.test(text)
    ? parsed(text)
    : unreadable(
        `${shown(text)} is not the name of a claim.`,
        'Write its name, such as groups, in ASCII without spaces.',
      );
}

/** Reads a value that a claim may have, or another text that a provider knows. */
export function parseClaimText(text: string): Parsed<string> {
  return CLAIM_TEXT.test(text)
    ? parsed(text)
    : unreadable(
        `${shown(text)} is empty, longer than 256 characters, or holds control characters.`,
        'Write the text exactly as the provider does.',
      );
}

/** Reads a scope. */
export function parseScope(text: string): Parsed<string> {
  return SCOPE.test(text)
    ? parsed(text)
    : unreadable(`${shown(text)} is not a scope.`, 'Write one scope in each entry, such as email.');
}

/** Reads a tenant's id. */
export function parseTenantId(text: string): Parsed<string> {
  return isTenantId(text)
    ? parsed(text)
    : unreadable(
        `${shown(text)} is not a tenant's id.`,
        'Use lower-case letters, digits and "-", at most 63, starting with a letter or digit, such as acme.',
      );
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 64));
}
