import { type Parsed, parsed, unreadable } from '../problems/index.ts';

const MAX_LOGO_BYTES = 16 * 1024;
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const SVG_START =
  /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*)*<svg(?=[\s>])[^>]*\sxmlns=["']http:\/\/www\.w3\.org\/2000\/svg["']/;
/** What an image could not do anyway; a reviewer should not have to know that. */
const SVG_ACTIVE: readonly (readonly [expression: RegExp, name: string])[] = [
  [/<(?:[a-z]+:)?script/i, 'a script'],
  [/<(?:[a-z]+:)?foreignObject/i, 'a foreignObject'],
  [/<!(?:DOCTYPE|ENTITY)/i, 'a DOCTYPE'],
  [/[\s"'/]on[a-z]+\s*=/i, 'an event handler'],
  [/href\s*=\s*["']?(?!["']?(?:#|data:image\/))/i, 'a link'],
  [/url\(\s*["']?(?!["']?#)/i, 'a link in a style'],
  [/@import/i, 'an @import'],
];

/** Reads the bytes of a logo, and makes a `data:` URL of them. */
export function parsePageLogo(file: string, bytes: Uint8Array): Parsed<string> {
  const about = `The logo "${file}"`;
  if (bytes.length > MAX_LOGO_BYTES)
    return unreadable(
      `${about} has ${bytes.length} bytes, more than ${MAX_LOGO_BYTES}.`,
      'Make it smaller: every page that shows it carries it.',
    );
  if (PNG_SIGNATURE.every((byte, index) => bytes[index] === byte)) return parsed(dataUrl('image/png', bytes));
  const text = new TextDecoder().decode(bytes);
  if (!SVG_START.test(text))
    return unreadable(
      `${about} is neither a PNG nor an SVG.`,
      'Save it as PNG, or as SVG with xmlns="http://www.w3.org/2000/svg".',
    );
  const active = SVG_ACTIVE.find(([expression]) => expression.test(text));
  return active === undefined
    ? parsed(dataUrl('image/svg+xml', bytes))
    : unreadable(`${about} has ${active[1]}.`, 'Save it as a plain drawing, without scripts and links.');
}

function dataUrl(type: string, bytes: Uint8Array): string {
  return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
}
