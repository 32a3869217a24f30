import { describe, expect, test } from 'vitest';
import { type Ask, type Reply, send } from '../../support/client.ts';
import { gateOfFile } from '../../support/gate.ts';
import { originOfFile } from '../../support/of-file.ts';
import { unreached } from '../../support/unreached.ts';

const other = await originOfFile();
const { origin: recorder, gateway } = await gateOfFile({
  otherOrigins: { dav: other.url },
  routes: [
    'id: app, path: /app/**, methods: [GET, PUT, COPY], origin: app, access: { roles: any }',
    'id: app-admin, path: /app/admin/**, methods: [GET, PUT], origin: app, access: { roles: [admin] }',
    'id: app-inbox, path: /app/inbox/**, methods: [PUT], origin: app, access: { roles: any }',
    'id: desk, path: /desk/**, methods: [GET, PUT], origin: dav, access: { roles: any }',
  ],
});

async function ask(line: string, headers: Ask['headers'] = {}): Promise<Reply> {
  const [method = '', path = ''] = line.split(' ');
  const cookie = await gateway.mint.cookie({ roles: ['reader'] });
  return send(gateway, path, { method, headers: { cookie, ...headers } });
}

describe('conditions and other headers', () => {
  const lastHeader = (name: string): string | undefined => recorder.seen.at(-1)?.headers[name]?.[0];

  test.each([
    ['(<opaquelocktoken:1> ["e"])', '(<opaquelocktoken:1> ["e"])'],
    ['(Not <DAV:no-lock>) ([W/"a) <b"])', '(Not <DAV:no-lock>) ([W/"a) <b"])'],
    ['</app/y> (<urn:x>)', '<ORIGIN/app/y> (<urn:x>)'],
    [
      '<http://localhost:PORT/app/y>(<urn:x>)(["e"]) <https://localhost:PORT/app/x> ([e])',
      '<ORIGIN/app/y>(<urn:x>)(["e"]) <ORIGIN/app/x> ([e])',
    ],
  ])('If: %s reaches the origin by its own URLs', async (sent, seen) => {
    const reply = await ask('PUT /app/x', { if: sent.replaceAll('PORT', String(gateway.port)) });
    expect(reply.status).toBe(200);
    expect(lastHeader('if')).toBe(seen.replaceAll('ORIGIN', recorder.url));
  });

  test.each([
    ['</app/admin/x> (["e"])', 403, 'role_missing'],
    ['</desk/x> (["e"])', 403, 'named_resource_foreign'],
    ['</nowhere> (["e"])', 403, 'named_resource_closed'],
    ['<http://elsewhere.example/app/x> (["e"])', 403, 'named_resource_foreign'],
    ['</app/../payroll> (["e"])', 400, 'named_resource_malformed'],
    ['<> (["e"])', 400, 'named_resource_malformed'],
    ['</app/x> (["e"]', 400, 'named_resource_malformed'],
    ['(["e"])), </app/admin/x> (["e"])', 400, 'named_resource_malformed'],
    ['anything', 400, 'named_resource_malformed'],
    [Array.from({ length: 17 }, (_, index) => `</app/${index}> (["e"])`).join(' '), 400, 'named_resource_malformed'],
  ])('If: %s is refused', async (condition, status, reason) => {
    const reply = await unreached(recorder, () => ask('PUT /app/x', { if: condition }));
    expect(reply.status).toBe(status);
    expect((await gateway.eventOf(reply.header('portcullis-request-id')))['reason']).toBe(reason);
  });

  test.each([
    ['x-amz-copy-source', '/app/y?versionId=1', '/app/y?versionId=1'],
    ['x-amz-copy-source', 'app/y', '/app/y'],
    ['x-ms-copy-source', 'http://localhost:PORT/app/y', 'ORIGIN/app/y'],
    ['new-uri', '/app/y', '/app/y'],
  ])('%s: %s names what this visitor may read', async (name, sent, seen) => {
    const reply = await ask('PUT /app/x', { [name]: sent.replace('PORT', String(gateway.port)) });
    expect(reply.status).toBe(200);
    expect(lastHeader(name)).toBe(seen.replace('ORIGIN', recorder.url));
  });

  test.each([
    'x-amz-copy-source',
    'X_AMZ_Copy_Source',
    'x-tos-copy-source',
    'x-copy-from',
    'x-amz-rename-source',
    'x-ms-rename-source',
    'x-ms-file-rename-source',
    'X_OSS_Rename_Source',
    'x-qs-move-source',
    'New-Uri',
    'new_uri',
  ])('%s is no way to what others may read', async (name) => {
    for (const value of ['/app/admin/x', '/app/x/../admin/x', '/desk/d.txt', 'http://elsewhere.example/x']) {
      const reply = await unreached(recorder, () => ask('PUT /app/x', { [name]: value }));
      expect([400, 403]).toContain(reply.status);
    }
  });

  test.each(['x-amz-rename-source', 'x-ms-file-rename-source', 'x-oss-rename-source', 'x-qs-move-source'])(
    '%s takes its source away, which only a route with DELETE allows',
    async (name) => {
      const reply = await unreached(recorder, () => ask('PUT /app/x', { [name]: '/app/y' }));
      expect(reply.status).toBe(403);
      expect((await gateway.eventOf(reply.header('portcullis-request-id')))['reason']).toBe('named_resource_closed');
    },
  );

  test.each(['destination', 'new-uri'])('what may only be written is not read by naming it as %s too', async (name) => {
    const reply = await unreached(recorder, () =>
      ask('PUT /app/x', { [name]: '/app/inbox/y', 'x-amz-copy-source': '/app/inbox/y' }),
    );
    expect(reply.status).toBe(403);
    expect((await gateway.eventOf(reply.header('portcullis-request-id')))['reason']).toBe('named_resource_closed');
  });

  test.each([{ if: '</app/inbox/y> (["e"])' }, { 'x-amz-copy-source': '/app/inbox/y' }])(
    'what is only written may depend on its own state: %j',
    async (headers) => expect((await ask('PUT /app/inbox/y', headers)).status).toBe(200),
  );

  test('a condition on a destination that is only written', async () => {
    const headers = { destination: '/app/inbox/y', if: '</app/inbox/y> (["e"])' };
    expect((await ask('PUT /app/x', headers)).status).toBe(200);
  });

  test('a copy without a destination goes to the origin as it is', async () => {
    expect((await ask('COPY /app/x')).status).toBe(200);
    expect(lastHeader('destination')).toBeUndefined();
  });
});
