import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { PATIENCE_MS } from '../../support/patience.ts';
import type { ForeignApp } from '../app.ts';
import { startProcess } from '../process.ts';

const RED = fileURLToPath(new URL('../node_modules/node-red/red.js', import.meta.url));

const FLOW = [
  { id: 'tab1', type: 'tab', label: 'Hello' },
  { id: 'in1', type: 'http in', z: 'tab1', url: '/hello', method: 'get', x: 100, y: 60, wires: [['say1']] },
  {
    id: 'say1',
    type: 'template',
    z: 'tab1',
    field: 'payload',
    template: '6 * 7',
    x: 250,
    y: 60,
    wires: [['out1', 'log1']],
  },
  { id: 'out1', type: 'http response', z: 'tab1', x: 400, y: 60, wires: [] },
  {
    id: 'log1',
    type: 'debug',
    z: 'tab1',
    active: true,
    tosidebar: true,
    complete: 'payload',
    targetType: 'msg',
    x: 400,
    y: 120,
    wires: [],
  },
];

/** Node-RED: a flow editor of jQuery, with a WebSocket. */
export const nodeRed: ForeignApp = {
  name: 'Node-RED',
  folder: 'node-red',
  origins: ['node-red'],
  roles: ['integrator'],
  acting: 'the banner',
  // There is no network here.
  ownComplaints: /catalogue\.nodered\.org|ERR_NAME_NOT_RESOLVED|ERR_INTERNET_DISCONNECTED/,
  start: async ({ port, folder }) => {
    // No tour of what is new, and no question whether it may report its use.
    const settings = { telemetry: { enabled: false }, editorTheme: { tours: false } };
    await writeFile(join(folder, 'settings.js'), `module.exports = ${JSON.stringify(settings)};\n`);
    return startProcess({ command: process.execPath, args: [RED, '-p', String(port), '-u', folder], port, folder });
  },
  look: async ({ page, url }) => {
    await page.goto(url);
    await page.locator('#red-ui-palette-container .red-ui-palette-node').first().waitFor();
  },
  use: async ({ page }) => {
    // Flows that come late would take the place of what is imported.
    await expect.poll(() => page.evaluate('Boolean(RED.nodes.version())'), { timeout: PATIENCE_MS }).toBe(true);
    // An endpoint that answers, imported and deployed as a user does.
    await page.evaluate(`RED.view.importNodes(${JSON.stringify(FLOW)}, { addFlow: true })`);
    await page.locator('#red-ui-header-button-deploy:not(.disabled)').click();
    await page.locator('.red-ui-notification-success, .red-ui-notification-compact', { hasText: 'deployed' }).waitFor();
    // Debug messages come by the WebSocket.
    await page.evaluate("RED.sidebar.show('debug')");
    await page.evaluate("fetch('hello').then((answer) => answer.text())").then((text) => expect(text).toBe('6 * 7'));
    await page.locator('.red-ui-debug-msg', { hasText: '6 * 7' }).waitFor();
  },
};
