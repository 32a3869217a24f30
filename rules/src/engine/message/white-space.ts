/**
 * Takes the white space of header fields (RFC 9110 section 5.6.3: space and tab) off both ends, in linear time. `trim` would
 * take Unicode's spaces too, so that other names and addresses than the sender's peers read would come out.
 */
export function trimFieldSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isFieldSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isFieldSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isFieldSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Takes all of one character off the end, in linear time. */
export function withoutTrailing(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end -= 1;
  return text.slice(0, end);
}
