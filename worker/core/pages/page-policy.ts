import type { PagesRule } from '@portcullis/rules/policy';
import { STYLE_HASH } from './page-style.ts';

const POLICY = 'content-security-policy';

/** What a page needs besides what the gateway's policy allows. */
export interface PageNeeds {
  readonly brand: PagesRule | null;
  /** Of a style sheet of the page's own; `null` where it has none. */
  readonly nonce: string | null;
  /** Whether it has a form, which posts to the gateway. */
  readonly posts: boolean;
}

/** Lets a page show its company's colour and logo, count down and sign out, each only where it does. */
export function allowOnPage(response: Response, { brand, nonce, posts }: PageNeeds): Response {
  const { headers } = response;
  const policy = headers.get(POLICY);
  if (policy === null) return response;
  const styles = [STYLE_HASH, brand?.color?.hash, nonce === null ? undefined : `nonce-${nonce}`];
  const sources = styles.filter((each) => each !== undefined).map((each) => `'${each}'`);
  const styled = policy.replace(`'${STYLE_HASH}'`, () => sources.join(' '));
  const posting = posts ? styled.replace("form-action 'none'", "form-action 'self'") : styled;
  headers.set(POLICY, brand?.logo ? `${posting}; img-src data:` : posting);
  return response;
}
