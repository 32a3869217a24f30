import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { entriesOf, needsNode } from './tarball.mjs';

/** About a tenth above what was measured; raise them knowingly. */
const MAX_BYTES = { tarball: 78_000, index: 46_500, verifier: 26_500 };

/** The imports of an app that only verifies. */
const VERIFIER = "export { createContextVerifier } from '@portcullis/origin';";

/** Measures the tarball and what a bundle grows by, jose included; and that entries for every runtime need no Node. */
export async function measure(tarball, app) {
  const sizes = {
    tarball: statSync(tarball).size,
    index: (await bundle(app, "export * from '@portcullis/origin';")).code.length,
    verifier: (await bundle(app, VERIFIER)).code.length,
  };
  const over = Object.keys(sizes).filter((name) => sizes[name] > MAX_BYTES[name]);
  if (over.length > 0)
    throw new Error(over.map((name) => `${name} has ${sizes[name]} bytes, more than ${MAX_BYTES[name]}`).join('; '));
  const universal = entriesOf(app).filter((entry) => !needsNode(entry));
  for (const entry of universal) {
    const { imports } = await bundle(app, `export * from '${entry}';`);
    const ofNode = imports.filter((path) => path.startsWith('node:'));
    if (ofNode.length > 0) throw new Error(`${entry} imports ${ofNode.join(', ')}, which not every runtime has`);
  }
  const { code } = await bundle(app, VERIFIER);
  return [
    `tarball ${sizes.tarball} bytes of ${MAX_BYTES.tarball}`,
    `index entry, minified with jose, ${sizes.index} bytes of ${MAX_BYTES.index}`,
    `createContextVerifier alone ${sizes.verifier} bytes of ${MAX_BYTES.verifier} (${gzipSync(code).length} with gzip)`,
    `no node: import in ${universal.length} entries`,
  ];
}

/** Bundles a source as an app would. `imports` are those that stay outside. */
export async function bundle(app, source) {
  const file = join(app, 'bundled.mjs');
  writeFileSync(file, source);
  const result = await build({
    absWorkingDir: app,
    entryPoints: [file],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import', 'default'],
    external: ['node:*', 'express', 'fastify', 'next', 'hono'],
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const outputs = Object.values(result.metafile.outputs);
  return {
    code: result.outputFiles[0].contents,
    imports: outputs.flatMap(({ imports }) => imports.filter(({ external }) => external).map(({ path }) => path)),
  };
}
