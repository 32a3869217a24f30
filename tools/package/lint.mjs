import { runChecked } from './run-checked.mjs';
import { ROOT, TOOLS } from './tarball.mjs';

/** Asks both linters of packages. */
export function lint(tarball) {
  runChecked(`${TOOLS}publint`, ['--strict', tarball], ROOT);
  runChecked(`${TOOLS}attw`, ['--profile', 'esm-only', '--format', 'ascii', tarball], ROOT);
  return ['publint and attw find nothing'];
}
