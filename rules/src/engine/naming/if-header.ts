const SPACE = /[ \t]+/y;
const TAG = /<([^<>\s]*)>/y;
/** `Not`, a state token, or an entity tag, quoted or not (RFC 4918 section 10.4.2). */
const CONDITION = /[ \t]+|[Nn][Oo][Tt](?=[ \t<[])|<[^<>\s]*>|\[(?:(?:[Ww]\/)?"[^"]*"|[^"<>()[\]]*)\]/y;

/** A resource that an `If` header names, between texts that name none. */
export type IfPart = string | { readonly reference: string };

/**
 * Splits an `If` header (RFC 4918 section 10.4) at the resources that it names; `null` where it cannot be read. Takes time
 * in proportion to the length.
 */
export function splitIfHeader(value: string): readonly IfPart[] | null {
  const parts: IfPart[] = [];
  let start = 0;
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(value);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  while (at < value.length) {
    if (match(SPACE) !== null) continue;
    const tag = match(TAG);
    if (tag !== null) {
      const [whole, reference = ''] = tag;
      parts.push(value.slice(start, at - whole.length + 1), { reference });
      start = at - 1;
      continue;
    }
    if (value[at] !== '(') return null;
    at += 1;
    while (match(CONDITION) !== null);
    if (value[at] !== ')') return null;
    at += 1;
  }
  parts.push(value.slice(start));
  return parts;
}
