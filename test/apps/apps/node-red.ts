import { fileURLToPath } from 'node:url';
import type { ForeignApp } from '../app.ts';
import { startProcess } from '../process.ts';

const RED = fileURLToPath(new URL('../node_modules/node-red/red.js', import.meta.url));

/** Node-RED: a flow editor of jQuery, with a WebSocket. */
export const nodeRed: ForeignApp = {
  name: 'Node-RED',
  // There is no network here.
  ownComplaints: /catalogue\.nodered\.org|ERR_NAME_NOT_RESOLVED|ERR_INTERNET_DISCONNECTED/,
  start: ({ port, folder }) =>
    startProcess({ command: process.execPath, args: [RED, '-p', String(port), '-u', folder], port, folder }),
  use: async (page, url) => {
    await page.goto(url);
    await page.locator('#red-ui-palette-container .red-ui-palette-node').first().waitFor();
    await page.locator('#red-ui-header-button-deploy').waitFor();
  },
};
