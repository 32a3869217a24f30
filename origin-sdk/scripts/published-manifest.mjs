/**
 * The manifest for the registry, made from the one in the repository: entries point at what was built, the runtime
 * dependency may be newer than the one that was tested, and what only serves development is left out. The scripts stay,
 * since after a crash it is they that put the other manifest back.
 *
 * @param {Record<string, any>} source
 * @returns {Record<string, any>}
 */
export function publishedManifest(source) {
  const { devDependencies: _devDependencies, exports, dependencies, ...kept } = source;
  const entries = Object.entries(exports).map(([entry, file]) => {
    const built = /^\.\/src\/(.+)\.ts$/.exec(file)?.[1];
    if (built === undefined) throw new Error(`The export "${entry}" must be a file such as "./src/index.ts".`);
    return [entry, { types: `./dist/${built}.d.ts`, default: `./dist/${built}.js` }];
  });
  return {
    ...kept,
    exports: { ...Object.fromEntries(entries), './package.json': './package.json' },
    dependencies: Object.fromEntries(Object.entries(dependencies).map(([name, version]) => [name, `^${version}`])),
  };
}
