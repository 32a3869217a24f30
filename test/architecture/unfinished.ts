import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../cli/src/dev/project-root.ts';

export type Edit = readonly [file: string, find: string | RegExp, replace: string];

/** What the compiler says of a copy of the rules' sources with these edits. It compiles the named parts, and what they import. */
export async function errorsAfter(edits: readonly Edit[], parts: readonly string[]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'unfinished-'));
  try {
    await cp(join(PROJECT_ROOT, 'rules/src'), join(folder, 'rules/src'), { recursive: true });
    for (const name of ['rules/tsconfig.json', 'rules/package.json', 'tsconfig.base.json'])
      await cp(join(PROJECT_ROOT, name), join(folder, name));
    await writeFile(join(folder, 'rules/part.json'), JSON.stringify({ extends: './tsconfig.json', include: parts }));
    await symlink(join(PROJECT_ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const [file, find, replace] of edits) {
      const path = join(folder, 'rules/src', file);
      const text = await readFile(path, 'utf8');
      const edited = text.replace(find, replace);
      if (edited === text) throw new Error(`${file} has no ${find}`);
      await writeFile(path, edited);
    }
    const output = await compile(folder);
    return output.split(/\n(?! )/).filter((line) => line !== '');
  } finally {
    await rm(folder, { recursive: true });
  }
}

function compile(folder: string): Promise<string> {
  const tsc = join(PROJECT_ROOT, 'node_modules/.bin/tsc');
  return new Promise((resolve) => {
    execFile(tsc, ['-p', 'rules/part.json', '--pretty', 'false'], { cwd: folder }, (_, stdout) => resolve(stdout));
  });
}
