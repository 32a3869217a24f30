import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWorker } from '../../cli/src/dev/bundle-worker.ts';

let made: Promise<string> | undefined;

/** Text of the production bundle, made once a process: it is the same for all gateways. */
export function workerBundle(): Promise<string> {
  made ??= make();
  return made;
}

async function make(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'worker-bundle-'));
  try {
    const { file } = await bundleWorker(folder);
    return await readFile(file, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
