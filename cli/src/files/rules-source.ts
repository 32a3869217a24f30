import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { compileRules, formatProblems } from '@portcullis/rules/compiler';
import type { Policy } from '@portcullis/rules/policy';
import { CommandError } from '../io.ts';
import { countProblems, loadPolicy } from './load-policy.ts';

const RULES_NAME = 'gateway.yaml';
/** The compiler takes no larger text. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Compiles the rules that a word names: a file, a folder with a `gateway.yaml`, a git revision (`rulesFile` as it was
 * there), or `REVISION:path`. What is on the disk wins over a revision of the same name. Ends the command where there are
 * none, or where they have problems.
 */
export function loadRulesSource(word: string, rulesFile: string): Policy {
  if (word === '')
    throw new CommandError(2, 'A version of the rules has no name. Name a file, a folder or a revision.');
  if (existsSync(word)) return loadPolicy(statSync(word).isDirectory() ? join(word, RULES_NAME) : word);
  if (word.startsWith('-')) throw new CommandError(2, `"${word}" is neither a file, a folder nor a revision.`);
  const colon = word.indexOf(':');
  return colon < 0
    ? loadRevision(word, dirname(rulesFile), `./${basename(rulesFile)}`, rulesFile)
    : loadRevision(word.slice(0, colon), '.', word.slice(colon + 1), word.slice(colon + 1));
}

/**
 * @param folder where git is asked
 * @param path of the rules, from the top of the repository, or from `folder` where it begins with `./`
 * @param shown the path as source lines name it
 */
function loadRevision(revision: string, folder: string, path: string, shown: string): Policy {
  const text = decoded(show(revision, folder, path));
  if (!text.ok) throw new CommandError(2, unreadable(revision, shown, text.message));
  const result = compileRules({
    file: `${revision}:${shown}`,
    text: text.value,
    readFile: (relativePath) => {
      const beside = posix.join(posix.dirname(path), relativePath);
      const file = show(revision, folder, path.startsWith('./') ? `./${beside}` : beside);
      if (!file.ok) throw new Error(file.message);
      return file.value;
    },
  });
  if (result.ok) return result.policy;
  throw new CommandError(1, `${formatProblems(result.problems)}\n${countProblems(result.problems.length)}`);
}

type Shown<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** The content of a file at a revision; git is asked without a shell, and runs no filters. */
function show(revision: string, folder: string, path: string): Shown<Uint8Array> {
  if (revision === '' || revision.startsWith('-')) return { ok: false, message: 'this is not a revision' };
  try {
    const bytes = execFileSync('git', ['cat-file', 'blob', `${revision}:${path}`], {
      cwd: existsSync(folder) ? folder : '.',
      maxBuffer: MAX_BYTES,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { ok: true, value: bytes };
  } catch (error) {
    return { ok: false, message: reasonOf(error) };
  }
}

function decoded(shown: Shown<Uint8Array>): Shown<string> {
  if (!shown.ok) return shown;
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(shown.value) };
  } catch {
    return { ok: false, message: 'it is not UTF-8 text' };
  }
}

function reasonOf(error: unknown): string {
  const { code, stderr } = error as { readonly code?: string; readonly stderr?: Buffer };
  if (code === 'ENOENT') return 'git is not installed';
  if (code === 'ENOBUFS') return 'it is too large';
  const [line = ''] = (stderr?.toString('utf8') ?? '').split('\n');
  return line === '' ? 'git does not say why' : `git says "${line.replace(/^fatal: /, '').trim()}"`;
}

function unreadable(revision: string, shown: string, why: string): string {
  return (
    `There is no file or folder "${revision}", and "${shown}" cannot be read at such a git revision: ${why}. ` +
    'Name a file, a folder with a gateway.yaml, a revision such as main or HEAD~1, or REVISION:path.'
  );
}
