import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { requireDebianPackages } from '../../support/debian-packages.ts';
import { until } from '../../support/patience.ts';
import type { ForeignApp } from '../app.ts';
import { run, startProcess } from '../process.ts';

/** Prometheus: a page of jQuery that asks for series, and programs that do. */
export const prometheus: ForeignApp = {
  name: 'Prometheus',
  folder: 'prometheus',
  origins: ['prometheus', 'machines'],
  roles: ['operator'],
  acting: 'the banner',
  // Debian brings a Popper that is a module, and loads it as none.
  ownComplaints: /Unexpected token 'export'|tooltips require Popper/,
  start: async ({ port, folder }) => {
    requireDebianPackages({ prometheus: '/usr/bin/prometheus' });
    const own = { job_name: 'own', scrape_interval: '1s', static_configs: [{ targets: [`127.0.0.1:${port}`] }] };
    await writeFile(join(folder, 'prometheus.yml'), JSON.stringify({ scrape_configs: [own] }));
    await mkdir(join(folder, 'data'));
    return startProcess({
      command: '/usr/bin/prometheus',
      args: [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      port,
      folder,
      readyPath: '/-/ready',
    });
  },
  look: async ({ page, url }) => {
    await page.goto(`${url}/`);
    await page.locator('#expr0').waitFor();
  },
  use: async ({ page, url }) => {
    // Its own figures, once it has asked itself for them.
    await until(async () => {
      const { stdout } = await run('/usr/bin/promtool', ['query', 'instant', `${url}/machines`, 'up']);
      return stdout.includes('up{') || undefined;
    });
    await page.locator('#expr0').fill('up');
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.locator('#console0', { hasText: 'up{' }).waitFor();
    await page.goto(`${url}/classic/targets`);
    await page.getByText('own (1/1 up)').waitFor();
    const { stdout } = await run('/usr/bin/promtool', ['query', 'instant', `${url}/machines`, 'up']);
    expect(stdout).toMatch(/^up\{.*job="own"\} => 1 /);
    // A client that speaks to the pages is asked for a session.
    await expect(run('/usr/bin/promtool', ['query', 'instant', url, 'up'])).rejects.toThrow(/401|client error/);
  },
};
