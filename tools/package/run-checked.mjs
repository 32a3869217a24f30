import { spawnSync } from 'node:child_process';

/** Runs a program and returns what it prints. Throws with all of it where it fails. */
export function runChecked(program, args, cwd, env = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 120_000,
    env: { ...process.env, ...env },
  });
  if (error !== undefined) throw new Error(`${program} did not run: ${error.message}`);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}
