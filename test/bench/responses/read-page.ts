import { get } from 'node:http';

/** How a page came. */
export interface PageReading {
  readonly bytes: number;
  readonly firstByteMs: number;
  readonly wallMs: number;
}

/** Reads a page to its end and keeps nothing of it. @throws if the answer is not a 200 or breaks off */
export function readPage(url: string, headers: Readonly<Record<string, string>> = {}): Promise<PageReading> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    get(url, { headers, agent: false }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
      let [bytes, firstByteMs] = [0, 0];
      response.on('data', (chunk: Buffer) => {
        if (bytes === 0) firstByteMs = performance.now() - startMs;
        bytes += chunk.length;
      });
      response.on('end', () => resolve({ bytes, firstByteMs, wallMs: performance.now() - startMs }));
      response.on('error', reject);
    }).on('error', reject);
  });
}
