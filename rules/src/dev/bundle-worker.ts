import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { PROJECT_ROOT } from './project-root.ts';

/** Name under which the bundle imports the compiled rules. */
export const POLICY_MODULE = 'policy.json';

/**
 * Bundles the Worker as `wrangler deploy` does, but leaves the compiled rules a module of their own, so that one bundle
 * serves any rules.
 * @returns path of the bundle
 */
export async function bundleWorker(outFolder: string): Promise<string> {
  const outfile = join(outFolder, 'worker.js');
  await mkdir(outFolder, { recursive: true });
  await build({
    absWorkingDir: PROJECT_ROOT,
    entryPoints: ['worker/index.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*'],
    minify: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [
      {
        name: 'policy-apart',
        setup(bundle) {
          bundle.onResolve({ filter: /compiled\/policy\.json$/ }, () => ({ path: `./${POLICY_MODULE}`, external: true }));
        },
      },
    ],
  });
  return outfile;
}
