const OTHER_THAN_NAME = /[^a-z0-9-]/;

/**
 * Lower case, with all but letters and digits read as `-`, as origins that map names to variables read them: most of them `_` and
 * `.`, some (lighttpd's CGI) everything.
 */
export function foldHeaderName(name: string): string {
  const lower = name.toLowerCase();
  return OTHER_THAN_NAME.test(lower) ? lower.replace(/[^a-z0-9]/g, '-') : lower;
}
