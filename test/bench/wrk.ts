import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CONNECTIONS = 32;
const PATHS_SCRIPT = fileURLToPath(new URL('./wrk-paths.lua', import.meta.url));

/** Headers of a browser's own, so that each peer has a header block of ordinary size to deal with. */
export const BROWSER_HEADERS = [
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  'Accept: application/json, text/plain;q=0.9, */*;q=0.5',
  'Accept-Language: en-US,en;q=0.7',
  'Accept-Encoding: gzip, deflate, br',
  'Sec-Fetch-Site: same-origin',
  'Sec-Fetch-Mode: cors',
  'Sec-Fetch-Dest: empty',
];

/** What wrk counted. */
export interface Load {
  readonly requests: number;
  readonly perSecond: number;
  /** Answers that are neither 2xx nor 3xx. */
  readonly refused: number;
  /** Half of the answers came so soon. */
  readonly medianMicros: number;
}

/** Whether wrk can be run here. */
export async function hasWrk(): Promise<boolean> {
  // wrk prints its version with exit code 1.
  return run('wrk', ['--version']).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}

/** What is asked, and how. */
export interface LoadOptions {
  readonly url: string;
  readonly headers: readonly string[];
  readonly seconds: number;
  /** Kept ones; 32 where it is left out. */
  readonly connections?: number | undefined;
  /** A file with one path a line, which take turns in place of the URL's own. */
  readonly pathsFile?: string | undefined;
}

/**
 * Asks as fast as answers come, over kept connections.
 * @throws if nothing was answered or a connection broke
 */
export async function runLoad({
  url,
  headers,
  seconds,
  connections = CONNECTIONS,
  pathsFile,
}: LoadOptions): Promise<Load> {
  const flags = [...BROWSER_HEADERS, ...headers].flatMap((header) => ['-H', header]);
  const script = pathsFile === undefined ? [url] : ['-s', PATHS_SCRIPT, url, '--', pathsFile];
  const { stdout } = await run('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', ...flags, ...script]);
  const figure = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1] ?? 0);
  const requests = figure(/(\d+) requests in/);
  const broken = /Socket errors: (.*)/.exec(stdout)?.[1];
  if (requests === 0 || broken !== undefined) throw new Error(`wrk ${url}: ${broken ?? 'no request was answered'}`);
  return {
    requests,
    perSecond: figure(/Requests\/sec:\s+([\d.]+)/),
    refused: figure(/Non-2xx or 3xx responses: (\d+)/),
    medianMicros: microsOf(/50%\s+([\d.]+)(us|ms|s)/.exec(stdout)),
  };
}

/** As wrk writes a time: `873.00us`, `1.17ms`. */
function microsOf(match: RegExpExecArray | null): number {
  const [, figure = '', unit = ''] = match ?? [];
  return Number(figure) * ({ us: 1, ms: 1000, s: 1e6 }[unit] ?? Number.NaN);
}
