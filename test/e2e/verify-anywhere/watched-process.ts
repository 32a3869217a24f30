import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { until } from '../../support/gateway.ts';

/** A server that ends with the tests, however they end. */
export interface WatchedProcess {
  /** Lines of both its outputs so far, oldest first. */
  readonly lines: readonly string[];
  readonly stop: () => Promise<void>;
}

export interface WatchedOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

/** Ends the server where the standard input ends, and ends with the server. */
const WATCHED = 'exec 3<&0; "$@" </dev/null 3<&- & server=$!; { cat <&3; kill -TERM $server; } & wait $server';

/** Starts a server, and waits until it listens on the port of the loopback address. */
export async function startWatched(
  port: number,
  command: readonly string[],
  { env = {}, folder }: WatchedOptions = {},
): Promise<WatchedProcess> {
  const child = spawn('sh', ['-c', WATCHED, 'sh', ...command], {
    stdio: 'pipe',
    env: { PATH: process.env['PATH'], ...env },
    cwd: folder,
  });
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', (line) => lines.push(line));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  let isListening = false;
  let isOver = false;
  child.once('exit', () => {
    isOver = true;
  });
  const knock = (): void => {
    const socket = connect(port, '127.0.0.1', () => {
      isListening = true;
      socket.destroy();
    }).on('error', () => socket.destroy());
  };
  await until(() => (isListening || isOver ? true : void knock())).catch(() => undefined);
  if (isListening) return { lines, stop };
  await stop();
  throw new Error(`${command[0]} did not start: ${lines.slice(-5).join('\n')}`);
}
