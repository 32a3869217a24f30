import { conditionsWords } from '../../../controls/conditions/index.ts';
import { ACCESS_CONTROLS, addresses } from '../../../controls/index.ts';
import type { Access, RouteRule } from '../../../policy/index.ts';

/** Everything that a route asks for, in short. */
export function accessWords({ access, observe }: RouteRule): readonly string[] {
  const words = [...keyWords(access), ...(access.conditions === null ? [] : conditionsWords(access.conditions))];
  return observe.length === 0 ? words : [...words, `only observed: ${observe.toSorted().join(', ')}`];
}

function keyWords(access: Access): readonly string[] {
  if (access.kind === 'public') return ['public', ...addresses.diff.words(access)];
  const words = Object.values(ACCESS_CONTROLS).flatMap(({ diff }) => diff.words(access));
  const { credentials } = access;
  if (!credentials.includes('token')) return words;
  return [...words, credentials.includes('session') ? 'sessions or tokens' : 'tokens alone'];
}
