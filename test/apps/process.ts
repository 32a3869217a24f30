import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PATIENCE_MS, pause } from '../support/patience.ts';

/** A process that answers HTTP on this machine. */
export interface RunningProcess {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly port: number;
  /** Where it runs, and where its output goes: `output.log`. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A path that answers once the app is ready. */
  readonly readyPath?: string;
}

/** Starts a process and waits until it answers. @throws if it ends before, or does not answer in time */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const { command, args, port, folder, env = {}, readyPath = '/' } = options;
  const child = spawn(command, args, {
    cwd: folder,
    // The runner's own settings, such as NODE_OPTIONS, are not for apps.
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const output = createWriteStream(join(folder, 'output.log'));
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const url = `http://127.0.0.1:${port}`;
  const stop = () => stopGroup(child);
  const untilMs = performance.now() + PATIENCE_MS;
  while (!(await answers(`${url}${readyPath}`))) {
    if (child.exitCode !== null || performance.now() > untilMs) {
      await stop();
      throw new Error(`${command} did not start: ${join(folder, 'output.log')}`);
    }
    await pause(100);
  }
  return { url, stop };
}

/** Any answer will do but that of a server that is still starting. */
function answers(url: string): Promise<boolean> {
  return fetch(url, { redirect: 'manual' }).then(
    ({ status }) => status < 500,
    () => false,
  );
}

/** Ends the process with all its children, and waits for the last of them. */
async function stopGroup({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined) return;
  const killAtMs = performance.now() + 10_000;
  signalGroup(pid, 'SIGTERM');
  while (signalGroup(pid, performance.now() > killAtMs ? 'SIGKILL' : 0)) await pause(50);
}

/** @returns whether the group still has a process */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/** Runs a client to its end. @throws with what it wrote, if it fails */
export function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd: string = tmpdir(),
): Promise<{ readonly stdout: string }> {
  const own = { PATH: process.env['PATH'] ?? '', HOME: tmpdir(), GIT_TERMINAL_PROMPT: '0', ...env };
  return promisify(execFile)(command, args, { cwd, env: own, timeout: PATIENCE_MS });
}
