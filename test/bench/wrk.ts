import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CONNECTIONS = 32;

/** Headers of a browser's own, so that each peer has a header block of ordinary size to deal with. */
const BROWSER_HEADERS = [
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
}

/** Whether wrk can be run here. */
export async function hasWrk(): Promise<boolean> {
  // wrk prints its version with exit code 1.
  return run('wrk', ['--version']).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}

/**
 * Asks as fast as answers come, over 32 kept connections.
 * @throws if nothing was answered or a connection broke
 */
export async function runLoad(url: string, headers: readonly string[], seconds: number): Promise<Load> {
  const flags = [...BROWSER_HEADERS, ...headers].flatMap((header) => ['-H', header]);
  const { stdout } = await run('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, ...flags, url]);
  const figure = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1] ?? 0);
  const requests = figure(/(\d+) requests in/);
  const broken = /Socket errors: (.*)/.exec(stdout)?.[1];
  if (requests === 0 || broken !== undefined) throw new Error(`wrk ${url}: ${broken ?? 'no request was answered'}`);
  return {
    requests,
    perSecond: figure(/Requests\/sec:\s+([\d.]+)/),
    refused: figure(/Non-2xx or 3xx responses: (\d+)/),
  };
}
