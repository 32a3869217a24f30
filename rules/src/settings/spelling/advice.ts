import { type Advice, createAdvice } from '../../analysis/advice/catalogue/index.ts';
import { lineOf } from '../../engine/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import { NO_ADVICE, type SettingAdvice } from '../advice-parts.ts';
import type { Spelling } from './policy.ts';

/** What the app behind the route gets, and what it must not do with it. */
const MEANINGS: { readonly [S in Spelling]: string } = {
  encodedSlash: 'gets names with %2F: after decoding, it must not use them as paths of files or of other requests',
  encodedDelimiters:
    'gets names with %23, %3F, %3B, %5C and encodings in encodings: it must decode a path once, and must not put names into URLs undecoded',
  dots: 'gets names that end with a dot, which Windows takes for the names without it',
  semicolons: 'gets path parameters: it must not decide by a path that still has them who may do what',
  nonUtf8: 'gets bytes that are not UTF-8, from which it must not drop any before it compares names',
};

export const advice: SettingAdvice = { ...NO_ADVICE, advise: (routes) => routes.flatMap(kept) };

function kept(route: RouteRule): readonly Advice[] {
  return route.spelling.map((spelling) =>
    createAdvice(
      'spelling_kept',
      lineOf(route, 'spelling'),
      `Origin "${route.origin}" ${MEANINGS[spelling]} (route "${route.id}" keeps ${spelling}).`,
      'Keep it only if the app names things this way, on the route that serves them.',
    ),
  );
}
