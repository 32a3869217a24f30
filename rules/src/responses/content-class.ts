import type { ContentClass } from '../policy/index.ts';

/** Types that browsers run or show as documents: all of their headers matter. Types that are not known count as these. */
const CODE = new Set([
  'text/javascript',
  'application/javascript',
  'application/ecmascript',
  'application/x-javascript',
]);
const DATA = new Set([
  'application/json',
  'application/manifest+json',
  'application/wasm',
  'application/x-ndjson',
  'text/calendar',
  'text/css',
  'text/csv',
  'text/event-stream',
  'text/markdown',
  'text/plain',
  'text/vtt',
]);
const MEDIA = new Set([
  'application/gzip',
  'application/octet-stream',
  'application/pdf',
  'application/vnd.ms-excel',
  'application/x-gzip',
  'application/zip',
]);
const NOT_MODIFIED = 304;

/** Answers seen before, since an app sends the same few types. Bounded, since an origin can send any. */
const known = new Map<string, ContentClass>();
const MAX_KNOWN = 256;
const MAX_REMEMBERED = 100;

/**
 * The class of an answer. What is not known is a page, which has the most headers.
 * @param contentType value of `Content-Type`; `null` where there is none
 */
export function contentClass(status: number, contentType: string | null): ContentClass {
  if (status === NOT_MODIFIED) return 'unchanged';
  if (contentType === null) return 'page';
  const seen = known.get(contentType);
  if (seen !== undefined) return seen;
  const found = classOf(contentType);
  if (contentType.length <= MAX_REMEMBERED && known.size < MAX_KNOWN) known.set(contentType, found);
  return found;
}

function classOf(contentType: string): ContentClass {
  const essence = mimeEssence(contentType);
  if (CODE.has(essence)) return 'code';
  if (DATA.has(essence) || essence.endsWith('+json')) return 'data';
  if (essence.endsWith('+xml')) return 'page';
  if (essence.startsWith('image/') || essence.startsWith('font/')) return 'data';
  if (MEDIA.has(essence) || essence.startsWith('audio/') || essence.startsWith('video/')) return 'media';
  return essence.startsWith('application/vnd.openxmlformats-') ? 'media' : 'page';
}

/** What ends a type. Browsers read on at none of these, though `(` and spaces have no place there. */
const TYPE_END = /[;( \t]/;

/**
 * Type and subtype in lower case, as lenient as browsers are; empty for several types. Browsers go by the last that they
 * can read (MIME Sniffing Standard section 4.4), so several are one that is not known.
 */
export function mimeEssence(contentType: string): string {
  if (contentType.includes(',')) return '';
  return (contentType.split(TYPE_END, 1)[0] ?? '').toLowerCase();
}
