import type { Path } from '../problems/index.ts';
import { RELATIVE_PATH } from '../values/index.ts';
import type { Scope } from './scope.ts';

/** Reads a file beside the rules. `null`, with a problem, where that cannot be. */
export function readBeside({ report, readFile }: Scope, path: Path, relativePath: string): Uint8Array | null {
  if (!RELATIVE_PATH.test(relativePath) || relativePath.split('/').some((part) => part.endsWith('.'))) {
    report.add(
      path,
      'file_unreadable',
      `"${relativePath.slice(0, 128)}" is not a path below the folder of the rules.`,
      'Write a relative path with "/", such as addresses/blocked.txt.',
    );
    return null;
  }
  try {
    const content = readFile(relativePath);
    return typeof content === 'string' ? new TextEncoder().encode(content) : content;
  } catch (error) {
    reportUnreadable(report, path, relativePath, error instanceof Error ? error.message : 'unknown reason');
    return null;
  }
}

/** As {@link readBeside}, for text. */
export function readTextBeside(scope: Scope, path: Path, relativePath: string): string | null {
  const bytes = readBeside(scope, path, relativePath);
  if (bytes === null) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    reportUnreadable(scope.report, path, relativePath, 'it is not UTF-8 text');
    return null;
  }
}

function reportUnreadable(report: Scope['report'], path: Path, relativePath: string, reason: string): void {
  report.add(
    path,
    'file_unreadable',
    `The file "${relativePath}" cannot be read: ${reason}.`,
    'Correct the path, or add the file beside the rules.',
  );
}
