import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const APP = `
import { portcullis } from '@portcullis/origin/hono';
import { Hono } from 'hono';
export function createApp(trust) {
  const app = new Hono();
  if (ADAPTER) app.use(portcullis(trust));
  app.get('/loads', (c) => c.text('loads'));
  return app;
}
`;

/** Runs the guide's tests as written, in a folder from which packages are found, against an app with or without the adapter. */
function runGuide(adapter: boolean): { readonly status: number | null; readonly output: string } {
  const section = readFileSync('docs/sdk.md', 'utf8').split('\n## Testing your app\n')[1] ?? '';
  const [, snippet = ''] = /```js\n([\s\S]*?)```/.exec(section) ?? [];
  const folder = mkdtempSync(join('node_modules', '.portcullis-guide-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'app.js'), APP.replace('ADAPTER', String(adapter)));
    writeFileSync(join(folder, 'snippet.test.js'), snippet);
    const { status, stdout } = spawnSync(process.execPath, ['snippet.test.js'], { cwd: folder, encoding: 'utf8' });
    return { status, output: stdout };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it("the guide's tests pass for an app with the adapter, and fail without", () => {
  const withAdapter = runGuide(true);
  expect(withAdapter.output).toMatch(/pass 2\b/);
  expect(withAdapter.status).toBe(0);
  const without = runGuide(false);
  expect(without.output).toMatch(/fail 1\b/);
  expect(without.status).toBe(1);
});
