import { areFoldersOfApp, areFoldersOfUsers, isKnownFile, type Uses } from '../evidence/index.ts';
import type { Endpoint } from './shape-paths.ts';

/** Who may come, and what says so. */
export type ProposedAccess =
  | { readonly kind: 'public'; readonly because: string }
  | { readonly kind: 'roles'; readonly roles: readonly string[]; readonly because: string }
  /** Nothing says so: closed once enforced. */
  | { readonly kind: 'undecided' };

/** The visitor of a crawl without credentials. */
export const ANONYMOUS = 'anonymous';
/** The role of users that the server knew by itself. */
export const ROLE_OF_USERS = 'user';
/** The role that no session has. */
export const ROLE_OF_NO_ONE = 'undecided';

const READS = new Set(['GET', 'HEAD']);

/** Decides by evidence alone; what a path is called opens nothing but the app's own assets. */
export function proposeAccess(endpoint: Endpoint, method: string, uses: Uses): ProposedAccess {
  const { documented, visitors, requests, withUser } = uses;
  if (documented?.isPublic === true) return { kind: 'public', because: "by the API's document" };
  const opened = openedTo(endpoint, uses);
  if (opened.includes(ANONYMOUS)) return { kind: 'public', because: 'opened to the crawl without credentials' };
  if (opened.length > 0) return { kind: 'roles', roles: opened, because: 'by the crawl' };
  if (visitors.size > 0) return { kind: 'undecided' };
  if (READS.has(method) && isPublicAsset(endpoint, uses)) return { kind: 'public', because: 'an asset of the app' };
  if (requests > 0 && withUser === requests)
    return { kind: 'roles', roles: [ROLE_OF_USERS], because: 'the server knew the user of each' };
  return { kind: 'undecided' };
}

/**
 * Visitors to whom the crawl opened a route, sorted. What a variable stands for must have opened as often as to anyone, and to
 * the public only if no value of it was refused or led elsewhere: one open value says nothing of the others.
 */
function openedTo({ segments }: Endpoint, { visitors, refused, redirects }: Uses): readonly string[] {
  const most = Math.max(...visitors.values());
  const names = [...visitors].flatMap(([name, times]) => (times === most ? [name] : [])).sort();
  const isSingle = !segments.some((segment) => segment.startsWith('{') || segment === '**');
  return isSingle || refused + redirects === 0 ? names : names.filter((name) => name !== ANONYMOUS);
}

function isPublicAsset({ segments, asset, wider }: Endpoint, { refused, withUser }: Uses): boolean {
  if (refused > 0 || withUser > 0) return false;
  const [first = ''] = segments;
  if (segments.length === 1 && isKnownFile(first)) return true;
  if (asset === null) return false;
  const folders = segments.slice(0, -1).filter((segment) => !segment.startsWith('{'));
  const isVariable = folders.length < segments.length - 1;
  if (areFoldersOfUsers(folders) || wider === 'slash') return false;
  // Code below an id may be one that a user has brought; pictures are the app's own only in folders for such.
  return asset === 'code' ? !isVariable || areFoldersOfApp(folders) : !isVariable && areFoldersOfApp(folders);
}
