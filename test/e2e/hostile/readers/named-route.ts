/** The route of the rules that a server means which has read `path` as this text: it ignores case, and resolves what it can. */
export function namedRoute(path: string): string {
  const names: string[] = [];
  for (const name of path.toLowerCase().split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  if (names[0] === 'admin' || names[0] === 'public') return names[0];
  if (names.length === 1 && names[0] === 'exact') return 'exact';
  return names.length === 2 && names[0] === 'shop' ? 'item' : 'rest';
}
