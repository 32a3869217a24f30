import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A copy of the project in which sources may be spoilt. */
export interface TreeCopy {
  readonly root: string;
  readonly remove: () => void;
}

/** Copies what git knows or would take, and links the installed packages. */
export function copyTree(project: string): TreeCopy {
  const root = mkdtempSync(join(tmpdir(), 'portcullis-mutants-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: project,
    maxBuffer: 64 * 1024 * 1024,
  });
  const files = listed
    .toString()
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(project, file)));
  for (const file of [...files, 'rules/compiled']) {
    if (!existsSync(join(project, file))) continue;
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(project, file), join(root, file), { recursive: true });
  }
  linkPackages(join(project, 'node_modules'), join(root, 'node_modules'));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** The packages of this project itself are found in the copy. */
function linkPackages(from: string, to: string): void {
  mkdirSync(join(to, OWN_SCOPE), { recursive: true });
  for (const name of readdirSync(from)) if (name !== OWN_SCOPE) symlinkSync(join(from, name), join(to, name));
  for (const name of readdirSync(join(from, OWN_SCOPE)))
    symlinkSync(readlinkSync(join(from, OWN_SCOPE, name)), join(to, OWN_SCOPE, name));
}

const OWN_SCOPE = '@portcullis';
