import { git } from './apps/git.ts';
import { nodeRed } from './apps/node-red.ts';
import { prometheus } from './apps/prometheus.ts';
import { radicale } from './apps/radicale.ts';
import { transmission } from './apps/transmission.ts';
import { verdaccio } from './apps/verdaccio.ts';
import { webDav } from './apps/webdav.ts';
import { tryApps } from './try-app.ts';

/** Apps that are installed and tried within a few minutes, for each change of the gateway. */
tryApps([verdaccio, nodeRed, prometheus, transmission, git, webDav, radicale]);
