import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { requireDebianPackages } from '../../support/debian-packages.ts';
import type { ForeignApp } from '../app.ts';
import { startProcess } from '../process.ts';

/** Jupyter Notebook 6: inline scripts, eval by templates, and kernels behind a WebSocket. */
export const jupyter: ForeignApp = {
  name: 'Jupyter Notebook',
  folder: 'jupyter',
  origins: ['jupyter'],
  roles: ['analyst'],
  acting: 'the banner',
  // Asks for an extension that is not installed.
  ownComplaints: /status of 404|nbextensions\/widgets/,
  start: async ({ port, folder }) => {
    requireDebianPackages({ 'jupyter-notebook': '/usr/bin/jupyter-notebook' });
    await writeFile(
      join(folder, 'hello.ipynb'),
      JSON.stringify({
        cells: [{ cell_type: 'code', source: ['print(6 * 7)'], metadata: {}, outputs: [], execution_count: null }],
        metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
        nbformat: 4,
        nbformat_minor: 4,
      }),
    );
    return startProcess({
      command: '/usr/bin/jupyter-notebook',
      args: [
        '--allow-root',
        '--no-browser',
        `--port=${port}`,
        '--NotebookApp.token=',
        '--NotebookApp.password=',
        '--NotebookApp.allow_remote_access=True',
        `--notebook-dir=${folder}`,
      ],
      port,
      folder,
    });
  },
  look: async ({ page, url }) => {
    await page.goto(`${url}/tree`);
    await page.getByRole('link', { name: 'hello.ipynb' }).waitFor();
  },
  use: async ({ page, url, folder }) => {
    await page
      .locator('#alternate_upload input')
      .setInputFiles({ name: 'data & more.csv', mimeType: 'text/csv', buffer: Buffer.alloc(3_000_000, 'a,b\n') });
    await page.locator('.upload_button').click();
    await page.getByRole('link', { name: 'data & more.csv' }).waitFor();
    expect((await stat(join(folder, 'data & more.csv'))).size).toBe(3_000_000);
    await page.goto(`${url}/notebooks/hello.ipynb`);
    await page.locator('.kernel_idle_icon').waitFor({ state: 'attached' });
    await page.locator('.code_cell').first().click();
    await page.keyboard.press('Shift+Enter');
    await page.locator('.output_text', { hasText: '42' }).waitFor();
  },
};
