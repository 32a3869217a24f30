import { type Parsed, parsed, unreadable } from '../problems/index.ts';

const MAX_TEXT_CHARACTERS = 60;
const MAX_URL_CHARACTERS = 512;
/** Visible characters, with spaces between words. */
export const PAGE_TEXT = /^[^\p{C}\p{Z}](?:[^\p{C}\p{Zl}\p{Zp}]{0,58}[^\p{C}\p{Z}])?$/u;
export const PAGE_COLOR = /^#[0-9A-Fa-f]{6}$/;
/** A host with a dot, then a path, a query and a fragment in what URLs hold unencoded, without quotes. */
export const PAGE_URL =
  /^https:\/\/[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+(?::[0-9]{1,5})?(?:[/?#][!#-&(-;=?-_a-z~]*)?$/;
export const PAGE_EMAIL =
  /^[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;

/** Reads a name or the text of a link. */
export function parsePageText(text: string): Parsed<string> {
  if (PAGE_TEXT.test(text)) return parsed(text);
  return unreadable(
    'The text is empty, too long for one line, or has spaces or characters that cannot be seen.',
    `Write 1 to ${MAX_TEXT_CHARACTERS} visible characters, with spaces only between words.`,
  );
}

/** Reads a link that leads away from the gateway's pages. */
export function parsePageUrl(text: string): Parsed<string> {
  if (text.length <= MAX_URL_CHARACTERS && PAGE_URL.test(text) && URL.canParse(text)) return parsed(text);
  return unreadable(
    `"${text.slice(0, 128)}" is not a link with https.`,
    `Write one such as https://www.example.com/help, in at most ${MAX_URL_CHARACTERS} characters and with others percent-encoded.`,
  );
}

/** Reads an address of e-mail that is the same with and without encoding. */
export function parsePageEmail(text: string): Parsed<string> {
  if (text.length <= MAX_URL_CHARACTERS && PAGE_EMAIL.test(text)) return parsed(text);
  return unreadable(
    `"${text.slice(0, 128)}" is not an address of e-mail.`,
    'Write one such as help@example.com, with letters, digits, ".", "_", "+" and "-" before the "@".',
  );
}

/** A colour as it is used, and what text reads best on it. */
export interface BrandColor {
  /** Lower case, e.g. `#0b6e4f`. */
  readonly value: string;
  /** Black or white. One of the two has a contrast of at least 4.58 on any colour, and WCAG 1.4.3 asks for 4.5. */
  readonly onIt: '#000' | '#fff';
}

/** Reads a colour. */
export function parsePageColor(text: string): Parsed<BrandColor> {
  if (!PAGE_COLOR.test(text))
    return unreadable(`"${text.slice(0, 32)}" is not a colour.`, 'Write "#" and six hexadecimal digits: "#0b6e4f".');
  const value = text.toLowerCase();
  const luminance = luminanceOf(value);
  const [onBlack, onWhite] = [(luminance + 0.05) / 0.05, 1.05 / (luminance + 0.05)];
  return parsed({ value, onIt: onBlack > onWhite ? '#000' : '#fff' });
}

/** Relative luminance, 0 to 1 (WCAG 2.2). */
function luminanceOf(color: string): number {
  const part = (at: number): number => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}
