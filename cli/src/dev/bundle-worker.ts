import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { PROJECT_ROOT } from './project-root.ts';

/** Names under which the bundle imports the compiled rules. */
export const POLICY_MODULE = 'policy.json';
export const ADDRESSES_MODULE = 'addresses.bin';

/** A bundle on disk. */
export interface WorkerBundle {
  readonly file: string;
  /** Every source file in it, from the project's root. */
  readonly inputs: readonly string[];
}

/**
 * Bundles the Worker as `wrangler deploy` does, but leaves the compiled rules a module of their own, so that one bundle
 * serves any rules.
 * @param minify `false`: names and files can be read in it, as a profile needs
 */
export async function bundleWorker(outFolder: string, minify = true): Promise<WorkerBundle> {
  const outfile = join(outFolder, 'worker.js');
  await mkdir(outFolder, { recursive: true });
  const { metafile } = await build({
    metafile: true,
    absWorkingDir: PROJECT_ROOT,
    entryPoints: ['worker/index.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*'],
    minify,
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [
      {
        name: 'policy-apart',
        setup(bundle) {
          bundle.onResolve({ filter: /\/compiled\/(?:policy\.json|addresses\.bin)$/ }, ({ path }) => ({
            path: `./${basename(path)}`,
            external: true,
          }));
        },
      },
    ],
  });
  return { file: outfile, inputs: Object.keys(metafile.inputs) };
}
