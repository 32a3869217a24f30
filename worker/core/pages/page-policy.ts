import type { PagesRule } from '@portcullis/rules/policy';
import { STYLE_HASH } from './page-style.ts';

const POLICY = 'content-security-policy';

/** Lets a page show its company's colour and logo, and nothing else, beside what the gateway's policy allows. */
export function allowBrand(response: Response, { color, logo }: PagesRule): Response {
  const { headers } = response;
  const policy = headers.get(POLICY);
  if (policy === null) return response;
  const colored = color === null ? policy : policy.replace(`'${STYLE_HASH}'`, `'${STYLE_HASH}' '${color.hash}'`);
  headers.set(POLICY, logo === null ? colored : `${colored}; img-src data:`);
  return response;
}
