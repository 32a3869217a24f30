import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/** The package as it is packed, in a copy, so that nobody else meets the manifest of the tarball. */

const SDK = 'origin-sdk';
const SAVED = 'node_modules/.cache/pack/package.json';
let folder: string;
let copy: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-pack-'));
  copy = join(folder, SDK);
  mkdirSync(copy);
  for (const name of ['package.json', 'README.md', 'LICENSE', 'src', 'scripts', 'tsconfig.json', 'tsconfig.build.json'])
    cpSync(join(SDK, name), join(copy, name), { recursive: true });
  cpSync('tsconfig.base.json', join(folder, 'tsconfig.base.json'));
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function run(program: string, ...args: string[]): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: copy, encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}` };
}

const manifest = (): string => readFileSync(join(copy, 'package.json'), 'utf8');

/** Unpacks what `npm pack` has made: path to text. */
function unpacked(): Map<string, string> {
  expect(run('tar', '-xzf', 'portcullis-origin-0.1.0.tgz').status).toBe(0);
  const names = run('tar', '-tzf', 'portcullis-origin-0.1.0.tgz').text.trim().split('\n');
  return new Map(names.map((name) => [name.replace('package/', ''), readFileSync(join(copy, name), 'utf8')]));
}

/** Makes what a crash leaves look older than any pack takes. */
function waitAnHour(): void {
  const past = Date.now() / 1000 - 3600;
  utimesSync(join(copy, SAVED), past, past);
}

test('the manifest in the repository points at the sources', () => {
  const { exports } = JSON.parse(readFileSync(join(SDK, 'package.json'), 'utf8')) as {
    exports: Record<string, string>;
  };
  for (const file of Object.values(exports)) {
    expect(file).toMatch(/^\.\/src\/.+\.ts$/);
    expect(existsSync(join(SDK, file))).toBe(true);
  }
});

test('the package has the licence of the project', () => {
  expect(readFileSync(join(SDK, 'LICENSE'), 'utf8')).toBe(readFileSync('LICENSE', 'utf8'));
});

describe('npm pack', () => {
  test('packs what was built, and puts the manifest back', () => {
    const before = manifest();
    expect(run('npm', 'pack', '--silent').status).toBe(0);
    expect(manifest()).toBe(before);
    expect(existsSync(join(copy, SAVED))).toBe(false);
    const files = unpacked();
    expect([...files.keys()].filter((name) => !/^dist\/[\w/-]+\.(?:js|d\.ts)$/.test(name)).sort()).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
    ]);
    const published = JSON.parse(files.get('package.json') ?? '') as {
      exports: Record<string, { types: string; default: string } | string>;
      dependencies: Record<string, string>;
    };
    expect(Object.keys(published.dependencies)).toEqual(['jose']);
    expect(published.dependencies['jose']).toMatch(/^\^6\./);
    for (const target of Object.values(published.exports).flatMap((entry) =>
      typeof entry === 'string' ? entry : [entry.types, entry.default],
    ))
      expect(files.has(target.slice(2)), target).toBe(true);
  });

  test('leaves no import that leads nowhere', () => {
    expect(run('npm', 'pack', '--silent').status).toBe(0);
    const files = unpacked();
    const built = [...files].filter(([file]) => file.startsWith('dist/'));
    const imports = built.flatMap(([file, text]) =>
      [...text.matchAll(/(?:from|import) ?\(?'(\.[^']+)'/g)].map(([, path = '']) => ({ file, path })),
    );
    expect(imports.length).toBeGreaterThan(40);
    for (const { file, path } of imports) {
      const target = join(dirname(file), file.endsWith('.d.ts') ? path.replace(/\.js$/, '.d.ts') : path);
      expect(path.endsWith('.js') && files.has(target), `${file} imports ${path}`).toBe(true);
    }
  });

  test('repairs what a crash between its steps has left', () => {
    const before = manifest();
    expect(run(process.execPath, 'scripts/prepack.mjs').status).toBe(0);
    expect(manifest()).not.toBe(before);
    waitAnHour();
    const packed = run('npm', 'pack');
    expect(packed.status).toBe(0);
    expect(packed.text).toContain('An earlier pack was cut short');
    expect(manifest()).toBe(before);
    expect(unpacked().get('package.json')).toContain('./dist/index.js');
  });

  test('touches nothing where the manifest was changed after a crash', () => {
    expect(run(process.execPath, 'scripts/prepack.mjs').status).toBe(0);
    waitAnHour();
    appendFileSync(join(copy, 'package.json'), '\n');
    const edited = manifest();
    const packed = run('npm', 'pack');
    expect(packed.status).not.toBe(0);
    expect(packed.text).toContain('by hand');
    expect(manifest()).toBe(edited);
  });

  test('packs nothing that does not compile', () => {
    const before = manifest();
    appendFileSync(join(copy, 'src/index.ts'), 'export const wrong: number = "text";\n');
    const packed = run('npm', 'pack');
    expect(packed.status).not.toBe(0);
    expect(packed.text).toContain('nothing is packed');
    expect(manifest()).toBe(before);
    expect(existsSync(join(copy, 'portcullis-origin-0.1.0.tgz'))).toBe(false);
  });

  test('refuses an entry that is not among the sources', () => {
    const before = manifest();
    writeFileSync(join(copy, 'package.json'), before.replace('"./src/index.ts"', '"./lib/index.js"'));
    const packed = run('npm', 'pack');
    expect(packed.status).not.toBe(0);
    expect(packed.text).toContain('The export "." must be a file such as "./src/index.ts".');
  });
});
