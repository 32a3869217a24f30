import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { requireDebianPackages } from '../../support/debian-packages.ts';
import type { ForeignApp } from '../app.ts';
import { passwordFile } from '../password-file.ts';
import { run, startProcess } from '../process.ts';

/** Radicale: calendars over CalDAV, and a page that makes them. */
export const radicale: ForeignApp = {
  name: 'Radicale',
  folder: 'radicale',
  origins: ['radicale'],
  roles: [],
  acting: 'the banner',
  start: async ({ port, folder }) => {
    requireDebianPackages({
      radicale: '/usr/bin/radicale',
      'python3-passlib': '/usr/share/doc/python3-passlib',
      'python3-caldav': '/usr/share/doc/python3-caldav',
    });
    await writeFile(join(folder, 'users'), passwordFile('me', 'correct-horse'));
    await writeFile(
      join(folder, 'config'),
      `[server]\nhosts = 127.0.0.1:${port}\n[auth]\ntype = htpasswd\nhtpasswd_filename = ${folder}/users\nhtpasswd_encryption = md5\n[storage]\nfilesystem_folder = ${folder}/collections\n`,
    );
    const readyPath = '/.web/';
    return startProcess({
      command: '/usr/bin/radicale',
      args: ['-C', join(folder, 'config')],
      port,
      folder,
      readyPath,
    });
  },
  look: async ({ page, url }) => {
    await page.goto(`${url}/.web/`);
    await page.locator('#loginscene [data-name=user]').waitFor();
  },
  use: async ({ page, url, folder }) => {
    await page.locator('#loginscene [data-name=user]').fill('me');
    await page.locator('#loginscene [data-name=password]').fill('correct-horse');
    await page.locator('#loginscene [type=submit]').click();
    await page.locator('#collectionsscene').waitFor();
    await writeFile(join(folder, 'client.py'), CLIENT);
    const { stdout } = await run('/usr/bin/python3', [join(folder, 'client.py'), url]);
    expect(JSON.parse(stdout)).toEqual({
      made: 501,
      calendars: ['Work'],
      found: ['Meeting'],
      moved: 'Meeting at ten',
      left: 0,
    });
  },
};

/** A calendar is made by MKCOL (RFC 5689); MKCALENDAR is answered by the runtime, without the gateway. */
const CLIENT = `
import json, sys
from datetime import datetime
import caldav
client = caldav.DAVClient(url=sys.argv[1] + '/', username='me', password='correct-horse')
principal = client.principal()
try:
    principal.make_calendar(name='Work')
    made = 201
except caldav.lib.error.DAVError as error:
    made = 501 if '501' in str(error) else str(error)
response = client.request(sys.argv[1] + '/me/diary/', 'MKCOL', '''<?xml version="1.0"?><mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<set><prop><resourcetype><collection/><C:calendar/></resourcetype><displayname>Work</displayname></prop></set></mkcol>''', {'Content-Type': 'application/xml'})
assert response.status == 201, response.status
[calendar] = principal.calendars()
event = calendar.save_event('''BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test
BEGIN:VEVENT
UID:a@b.example
DTSTAMP:20261130T090000Z
DTSTART:20261201T090000Z
DTEND:20261201T100000Z
SUMMARY:Meeting
END:VEVENT
END:VCALENDAR
''')
found = calendar.date_search(datetime(2026, 12, 1), datetime(2026, 12, 2))
names = [one.vobject_instance.vevent.summary.value for one in found]
found[0].vobject_instance.vevent.summary.value = 'Meeting at ten'
found[0].save()
moved = calendar.events()[0].vobject_instance.vevent.summary.value
calendar.events()[0].delete()
print(json.dumps({'made': made, 'calendars': [str(one.name) for one in principal.calendars()], 'found': names, 'moved': moved, 'left': len(calendar.events())}))
`;
