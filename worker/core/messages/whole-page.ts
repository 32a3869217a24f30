import { trimFieldSpace } from '@portcullis/rules/engine';
import { mimeEssence } from '@portcullis/rules/responses';

/** Types of HTML. */
const HTML = new Set(['text/html', 'application/xhtml+xml']);
/** Encodings that do not keep ASCII as it is, by all their names (Encoding Standard section 4.2): those cannot be read as they stream. */
const OTHER_ENCODING =
  /;\s*charset\s*=\s*(?:["']\s*)?(?:utf-?(?:16|32|7)|(?:iso-10646-)?ucs-?[24]|(?:cs)?unicode(?:feff|fffe)?(?![\w-])|(?:cs)?iso-?2022|hz-|replacement)/i;
/** What the runtime decodes, in the very letters. */
const CONTENT_ENCODINGS = new Set(['identity', 'gzip', 'br']);

/** Whether an answer is a whole page that can be changed as it streams. */
export function isWholePage({ status, headers }: Response): boolean {
  const contentType = headers.get('content-type') ?? '';
  const isReadable = CONTENT_ENCODINGS.has(headers.get('content-encoding') || 'identity');
  return status !== 206 && isReadable && mayBeHtml(contentType) && !OTHER_ENCODING.test(contentType);
}

/** Of several types, browsers go by the last that they can read (MIME Sniffing Standard section 4.4). */
function mayBeHtml(contentType: string): boolean {
  return contentType.split(',').some((each) => HTML.has(mimeEssence(trimFieldSpace(each))));
}
