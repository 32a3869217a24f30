import type { RouteRule } from '../../policy/index.ts';
import type { RouteMatcher } from './route-matcher.ts';

/** The first public sign-in route with a fixed path where a browser gets a page: from it, or from another route of the path. */
export function signInPathOf(routes: readonly RouteRule[], matchRoute: RouteMatcher): string | null {
  const route = routes.find(({ signIn, access, segments, path }) => {
    if (!signIn || access.kind !== 'public' || segments.some(({ kind }) => kind !== 'literal')) return false;
    const page = matchRoute(path, 'GET');
    return !('reason' in page) && page.access.kind === 'public';
  });
  return route?.path ?? null;
}
