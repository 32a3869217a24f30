import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

/** Path of workerd's binary for this platform. Its package has no types. */
const { default: WORKERD } = createRequire(import.meta.url)('workerd') as { readonly default: string };

/** A running `workerd serve`. */
export interface WorkerdProcess {
  readonly pid: number;
  /** Resolves with the exit code once it has ended. */
  readonly ended: Promise<number | null>;
  /** Ends it; resolves once it is gone. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts workerd on a configuration file. Its environment is exactly `environment`, so that nothing of the caller's own
 * reaches the Worker.
 * @param onLine each line that it writes to standard output or standard error
 * @param flags of `workerd serve`
 */
export function startWorkerd(
  configFile: string,
  environment: Readonly<Record<string, string>>,
  onLine: (line: string, stream: 'out' | 'err') => void,
  flags: readonly string[] = [],
): WorkerdProcess {
  const child: ChildProcess = spawn(WORKERD, ['serve', ...flags, configFile], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', (line) => onLine(line, 'out'));
  if (child.stderr !== null) createInterface({ input: child.stderr }).on('line', (line) => onLine(line, 'err'));
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', () => resolve(1));
  });
  return {
    pid: child.pid ?? 0,
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), 3000);
      await ended;
      clearTimeout(forced);
    },
  };
}
