import { plainText } from '@portcullis/rules/analysis';
import { segmentKind } from './segment-kind.ts';

const MAX_SEGMENTS = 12;
const MAX_CHARACTERS = 120;

/** A path for people: without its query, with all that may be an id or a secret replaced, and printable throughout. */
export function shownPath(path: string): string {
  const segments = path.replace(/[?#].*$/s, '').split('/');
  const shown = segments.slice(0, MAX_SEGMENTS + 1).map((segment) => {
    const kind = segment === '' || /^\{\w*\}(?:\.[\w.]*)?$/.test(segment) ? 'word' : segmentKind(segment);
    return kind === 'word' ? segment : `{${kind}}`;
  });
  return plainText(`${shown.join('/')}${segments.length > shown.length ? '/...' : ''}`, MAX_CHARACTERS);
}
