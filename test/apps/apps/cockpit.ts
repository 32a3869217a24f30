import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { requireDebianPackages } from '../../support/debian-packages.ts';
import { until } from '../../support/patience.ts';
import type { ForeignApp } from '../app.ts';
import { startProcess } from '../process.ts';

/** Cockpit: sends a strict policy of its own, frames pages of its own, and speaks over one WebSocket. */
export const cockpit: ForeignApp = {
  name: 'Cockpit',
  folder: 'cockpit',
  origins: ['cockpit'],
  roles: ['operator'],
  acting: 'a refusal',
  // Its first call asks whether somebody is signed in. Its own policy forbids styles that its terminal has.
  ownComplaints:
    /status of 401 .*cockpit\/login|FormSelect requires|Applying inline style violates .*'default-src 'self' http/,
  start: async ({ port, folder }) => {
    requireDebianPackages({
      'cockpit-ws': '/usr/lib/cockpit/cockpit-ws',
      'cockpit-bridge': '/usr/bin/cockpit-bridge',
      'cockpit-system': '/usr/share/cockpit/systemd/manifest.json',
      python3: '/usr/bin/python3',
    });
    await mkdir(join(folder, 'cockpit'));
    await writeFile(
      join(folder, 'cockpit', 'cockpit.conf'),
      `[WebService]\nAllowUnencrypted = true\n[basic]\ncommand = ${folder}/sign-in\n`,
    );
    await writeFile(join(folder, 'sign-in'), SIGN_IN, { mode: 0o755 });
    return startProcess({
      command: '/usr/lib/cockpit/cockpit-ws',
      args: ['--no-tls', '--address', '127.0.0.1', '--port', String(port)],
      port,
      folder,
      env: { XDG_CONFIG_DIRS: folder },
    });
  },
  use: async ({ page, url, folder }) => {
    await page.goto(`${url}/system/terminal`);
    await page.locator('#login-user-input').fill('me');
    await page.locator('#login-password-input').fill('correct-horse');
    await page.locator('#login-button').click();
    const terminal = page.frameLocator('iframe[name="cockpit1:localhost/system/terminal"]').locator('.terminal');
    await terminal.click();
    await page.keyboard.type(`echo $((6 * 7)) > ${folder}/answer\n`);
    const answer = await until(() => readFile(join(folder, 'answer'), 'utf8').catch(() => undefined));
    expect(answer).toBe('42\n');
  },
};

/** Asks for a name and a password in Cockpit's protocol, in the place of the accounts of this machine. */
const SIGN_IN = `#!/usr/bin/python3
import base64, json, os, sys
def send(message):
    frame = b'\\n' + json.dumps(message).encode()
    os.write(1, b'%d\\n' % len(frame) + frame)
send({'command': 'authorize', 'cookie': 'sign-in', 'challenge': '*'})
length = b''
while not length.endswith(b'\\n'):
    length += os.read(0, 1)
answer = json.loads(os.read(0, int(length)))
given = base64.b64decode(answer['response'].split(' ', 1)[1]).decode()
if given != 'me:correct-horse':
    send({'command': 'init', 'version': 1, 'problem': 'authentication-failed'})
    sys.exit(1)
os.execv('/usr/bin/cockpit-bridge', ['cockpit-bridge'])
`;
