/** A reply of Redis as its client reads it: bulk and simple strings as bytes, errors as errors. */
export type Reply = number | Buffer | null | Error | readonly Reply[];

/** One entry of an answer: the result, or the error with the text that Redis gave. */
export type Entry = { readonly result: unknown } | { readonly error: string };

/** @param base64 whether the caller asked for texts in base64 */
export function entryOf(reply: Reply, base64: boolean): Entry {
  return reply instanceof Error ? { error: reply.message } : { result: jsonReply(reply, base64, true) };
}

/** With base64, every text is encoded but an `OK` that is the whole reply: clients leave that one alone everywhere. */
function jsonReply(reply: Reply, base64: boolean, isWhole: boolean): unknown {
  if (reply instanceof Error) return reply.message;
  if (Buffer.isBuffer(reply)) {
    const text = reply.toString('utf8');
    return base64 && !(isWhole && text === 'OK') ? reply.toString('base64') : text;
  }
  if (Array.isArray(reply)) return reply.map((item: Reply) => jsonReply(item, base64, false));
  return reply;
}
