import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChecked } from './run-checked.mjs';
import { entriesOf, ROOT } from './tarball.mjs';

const COMPILERS = {
  7: join(ROOT, 'node_modules/typescript/bin/tsc'),
  5.9: fileURLToPath(new URL('node_modules/typescript/bin/tsc', import.meta.url)),
};
const MODULES = { nodenext: 'nodenext', bundler: 'esnext' };

/** Compiles an app that uses the types as strictly as there is, with the newest TypeScript and an older one. */
export function compileConsumers(app) {
  cpSync(fileURLToPath(new URL('consumer/', import.meta.url)), app, { recursive: true });
  const uses = entriesOf(app).map((entry, index) => `import * as entry${index} from '${entry}';\nvoid entry${index};`);
  writeFileSync(join(app, 'entries.ts'), `${uses.join('\n')}\n`);
  const lines = [];
  for (const [moduleResolution, module] of Object.entries(MODULES)) {
    const compilerOptions = {
      ...{ target: 'es2022', lib: ['es2022'], types: ['node'], module, moduleResolution },
      ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true },
    };
    writeFileSync(
      join(app, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['entries.ts', 'app.ts', 'portcullis.d.ts'] }),
    );
    for (const [version, compiler] of Object.entries(COMPILERS)) {
      runChecked(process.execPath, [compiler, '-p', '.'], app);
      lines.push(`TypeScript ${version}, ${moduleResolution}`);
    }
  }
  return lines;
}
