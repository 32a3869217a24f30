import type { CookieRule } from './policy.ts';

/** What the rules do to the cookies that an app sets, in short clauses; none where they only add what is always added. */
export function cookieClauses({ domain, httpOnly, sameSite, partitioned, prefixes }: CookieRule): readonly string[] {
  const clauses: string[] = [];
  if (domain === 'keep') clauses.push('keep their Domain');
  if (httpOnly.kind === 'allBut')
    clauses.push(`are HttpOnly${httpOnly.names.length === 0 ? '' : `, but for ${httpOnly.names.join(', ')}`}`);
  else if (httpOnly.names.length > 0) clauses.push(`are HttpOnly: ${httpOnly.names.join(', ')}`);
  if (sameSite === 'none') clauses.push('are SameSite=None where the app says nothing');
  else if (sameSite !== 'origin') clauses.push(`are SameSite=${sameSite === 'lax' ? 'Lax' : 'Strict'} or stricter`);
  if (partitioned) clauses.push('are Partitioned');
  for (const { name, prefix } of prefixes) clauses.push(`"${name}" is ${prefix}${name} in browsers`);
  return clauses;
}
