import { trimFieldSpace } from '@portcullis/rules/engine';
import type { CookiePrefix } from '@portcullis/rules/policy';

/**
 * Gives cookies with a prefix back the names by which the origin knows them, and takes out what else an origin could
 * read as one of these: a host next door, or a script, can set a cookie of the plain name, but none with the prefix
 * (RFC 6265bis section 4.1.3).
 * @param header value of `Cookie`
 * @returns `null` where nothing is left
 */
export function withOwnNames(header: string, prefixes: readonly CookiePrefix[]): string | null {
  const kept: string[] = [];
  for (const raw of header.split(';')) {
    const pair = trimFieldSpace(raw);
    const own = prefixes.find(({ name, prefix }) => pair.startsWith(`${prefix}${name}=`));
    if (own !== undefined) kept.push(pair.slice(own.prefix.length));
    else if (pair !== '' && !readsAsAny(pair, prefixes)) kept.push(pair);
  }
  return kept.length > 0 ? kept.join('; ') : null;
}

/** Characters of names (RFC 9110 section 5.6.2), but for `+`, which is a space to some. */
const TOKEN = /[!#$%&'*\-.^_`|~0-9a-z]/;
const AROUND_NAME = /[="\s]/g;
/** What ends a name; `[` begins the index of an array in PHP, and older ones cut names at a zero byte. */
const NAME_END = /["\s]*[=[\0]/y;
const PERCENT = /%([0-9a-f]{2})/gi;
/** PHP makes `_` of these in names. */
const UNDERSCORE = /[ .[+]/g;

/**
 * Whether an origin could take a part of the pair for one of the cookies. Some ignore case (ASP.NET), decode names (PHP 7),
 * make `_` of other characters (PHP), or begin a new pair at white space, commas and quotes (Python, Java).
 */
function readsAsAny(pair: string, prefixes: readonly CookiePrefix[]): boolean {
  const equals = pair.indexOf('=', 1);
  const nameEnd = equals < 0 ? pair.length : equals;
  const name = pair
    .slice(0, nameEnd)
    .replaceAll(PERCENT, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .toLowerCase();
  const text = `${name}${pair.slice(nameEnd).toLowerCase()}`;
  const folded = fold(name.trimStart());
  const bare = name.replaceAll(AROUND_NAME, '');
  return prefixes.some((cookie) => {
    const wanted = cookie.name.toLowerCase();
    return folded === fold(wanted) || bare === wanted || standsIn(text, wanted);
  });
}

function fold(name: string): string {
  return name.replaceAll(UNDERSCORE, '_');
}

/** Whether the name stands in the text as a name does: whole, and with a value. */
function standsIn(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (at > 0 && TOKEN.test(text.charAt(at - 1))) continue;
    NAME_END.lastIndex = at + name.length;
    if (NAME_END.test(text)) return true;
  }
  return false;
}
