import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileRulesFile } from '@portcullis/rules/compiler';
import type { Policy } from '@portcullis/rules/policy';
import { type CliResult, runCli } from '../run-cli.ts';

/** A folder for logs, and for the rules that `init` makes of them. */
export interface LogFolder {
  readonly path: string;
  /** Writes a file and gives its path. */
  readonly write: (name: string, ...lines: readonly string[]) => string;
  /** Runs `init` on the files; the text of the rules is `null` where none were written. */
  readonly init: (...args: readonly string[]) => Promise<CliResult & { readonly rules: string | null }>;
  /** What the rules of the last run compile to. */
  readonly policy: () => Policy;
  readonly remove: () => void;
}

export function createLogFolder(): LogFolder {
  const path = mkdtempSync(join(tmpdir(), 'portcullis-init-'));
  const out = join(path, 'gateway.yaml');
  return {
    path,
    write: (name, ...lines) => {
      const file = join(path, name);
      writeFileSync(file, `${lines.join('\n')}\n`);
      return file;
    },
    init: async (...args) => {
      const result = await runCli(['init', ...args, '--out', out, '--force']);
      return { ...result, rules: result.exitCode === 0 ? readFileSync(out, 'utf8') : null };
    },
    policy: () => {
      const result = compileRulesFile(out);
      if (!result.ok) throw new Error(JSON.stringify(result.problems));
      return result.policy;
    },
    remove: () => rmSync(path, { recursive: true }),
  };
}

/** A line in the combined format. */
export function line(
  request: string,
  status = 200,
  { address = '203.0.113.7', user = '-', bytes = 1234, minute = 0 } = {},
): string {
  const time = `05/Oct/2026:${String(7 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:12 +0000`;
  return `${address} - ${user} [${time}] "${request} HTTP/1.1" ${status} ${bytes} "-" "agent"`;
}

/** Each route of rules that `init` has written, as `GET POST /loads/{id} undecided`. */
export function shapesOf(rules: string | null): readonly string[] {
  const route =
    /^ {6}- \{ id: .*?path: "?([^",]+?)"?, methods: \[([^\]]*)\], access: (public|\{ roles: \[[^\]]*\] \})/gm;
  return [...(rules ?? '').matchAll(route)].map(
    ([, path = '', methods = '', access = '']) =>
      `${methods.replaceAll(', ', ' ')} ${path} ${access === 'public' ? 'public' : access.slice(10, -3)}`,
  );
}
