/** What a log holds must not drive the terminal of who reads about it: all but printable ASCII is percent-encoded. */
export function plainText(text: string, mostCharacters: number): string {
  const plain = text.toWellFormed().replaceAll(/[^\x21-\x7e]+/g, encodeURIComponent);
  return plain.length <= mostCharacters ? plain : `${plain.slice(0, mostCharacters)}...`;
}
