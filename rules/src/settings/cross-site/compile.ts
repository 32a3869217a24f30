import { checkList, type Path, type Report, valueOrProblem } from '../../compiler/problems/index.ts';
import { parseCorsOrigin } from '../../compiler/values/index.ts';
import type { SettingScope } from '../scope.ts';
import type { CrossSiteSetting } from './policy.ts';
import type { CrossSiteEntry } from './schema.ts';

/** What pages without an origin send. */
const OPAQUE = 'null';

/** Counts only if no problem was reported. */
export function compile(
  { crossSite, cors }: CrossSiteEntry & { readonly cors?: unknown },
  { report, path, methods, access }: SettingScope,
): CrossSiteSetting {
  if (crossSite === undefined) return { formPosts: [] };
  const own = [...path, 'crossSite'];
  const { formPosts } = crossSite;
  if (formPosts !== 'any') checkOrigins(report, [...own, 'formPosts'], formPosts);
  if (!methods.includes('POST')) {
    report.add(
      own,
      'no_effect',
      'Forms of other sites come by POST, which the route does not take.',
      'Add POST to "methods", or remove "crossSite".',
      'key',
    );
  }
  if (access?.kind === 'roles') {
    report.add(
      own,
      'lock_out',
      'Forms of other sites come without a session, and the route needs one.',
      'Let the app take them on a route with "access: public", and send the visitor on from there.',
      'key',
    );
  }
  if (cors !== undefined) {
    report.add(
      own,
      'unsafe_cors',
      'The route says of the same pages that they may call it, and that they may post forms without a session.',
      'Remove "cors", or give the forms a path of their own.',
      'key',
    );
  }
  return { formPosts };
}

function checkOrigins(report: Report, path: Path, origins: readonly string[]): void {
  checkList(report, path, origins, { what: 'origin', emptyFix: 'List the origins, or remove "crossSite".' });
  for (const [index, text] of origins.entries())
    if (text !== OPAQUE) valueOrProblem(report, [...path, index], 'invalid_origin', parseCorsOrigin(text));
}
