import { decodedUtf8 } from './path-form.ts';

/** What origins that ignore case, decode, or normalise Unicode may take two segments of a path to be: the same. */
export function fold(segment: string): string {
  const text = segment.includes('%') ? (decodedUtf8(segment) ?? segment).normalize('NFKC') : segment;
  return text.toLowerCase();
}
