import { lineOf } from '../../../engine/index.ts';
import type { RouteRule, SourceLine } from '../../../policy/index.ts';

/** Which lines make a difference. Differences with one cause are one entry, on however many routes they show. */
export interface Cause {
  readonly key: string;
  readonly oldLine: SourceLine | null;
  readonly newLine: SourceLine | null;
}

/** A cause in the two routes: the line of the first of the parts that a route writes, or of the route itself. */
export function routeCause(old: RouteRule | null, next: RouteRule | null, parts: readonly string[]): Cause {
  const line = (route: RouteRule | null): SourceLine | null => {
    if (route === null) return null;
    const part = parts.find((name) => route.lines[name] !== undefined);
    return part === undefined ? route.at : lineOf(route, part);
  };
  return { key: `route ${old?.id ?? ''} ${next?.id ?? ''}`, oldLine: line(old), newLine: line(next) };
}
