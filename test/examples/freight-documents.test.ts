import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { freightClientOfFile, OWNER, startFreightClient } from './freight-client.ts';

const client = await freightClientOfFile();

const content = randomBytes(300_000);
const sha256 = createHash('sha256').update(content).digest('hex');
const json = { accept: 'application/json' };
const upload = (name: string, body: BodyInit, type = 'application/pdf') =>
  client.ask('POST', `/documents?name=${encodeURIComponent(name)}`, OWNER, {
    body,
    headers: { ...json, 'content-type': type },
  });

async function uploaded(name = 'note.pdf', body: BodyInit = content, type?: string): Promise<{ path: string }> {
  const response = await upload(name, body, type);
  return { path: response.headers.get('location') ?? '' };
}

describe('an upload', () => {
  it('is kept whole', async () => {
    const response = await upload('note.pdf', content);
    const document = await response.json();
    expect(response.status).toBe(201);
    expect(document).toMatchObject({ name: 'note.pdf', size: 300_000, sha256, uploadedBy: 'owner@acme.example' });
    const back = await client.ask('GET', `/documents/${document.id}`, OWNER);
    expect(Buffer.from(await back.arrayBuffer()).equals(content)).toBe(true);
  });

  it('of a form without script goes back to the list', async () => {
    const form = new FormData();
    form.set('file', new File(['hello'], 'hello.txt', { type: 'text/plain' }));
    const response = await client.ask('POST', '/documents', OWNER, { body: form });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/documents']);
    const { documents } = await (await client.ask('GET', '/documents', OWNER, { headers: json })).json();
    expect(documents.at(-1)).toMatchObject({ name: 'hello.txt', size: 5, type: 'text/plain' });
  });

  it.each(['', '../x', 'a/b', 'a\\b', '..', 'a\u202eb', 'a\nb', 'x'.repeat(121)])(
    'named %j is refused',
    async (name) => {
      expect((await upload(name, 'x')).status).toBe(400);
    },
  );

  it('needs a role', async () => {
    const reader = { tenant: 'acme', role: 'read_only' };
    expect((await client.ask('POST', '/documents?name=a', reader, { body: 'x' })).status).toBe(403);
  });

  it('of a page is never served as one', async () => {
    const { path } = await uploaded('page.html', '<script>alert(1)</script>', 'text/html');
    const { headers } = await client.ask('GET', path, OWNER);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toMatch(/^attachment; /);
  });

  it('keeps the name in any script', async () => {
    const { path } = await uploaded('Überführung "2".pdf');
    const disposition = (await client.ask('GET', path, OWNER)).headers.get('content-disposition');
    expect(disposition).toBe(
      `attachment; filename="_berf_hrung _2_.pdf"; filename*=UTF-8''%C3%9Cberf%C3%BChrung%20%222%22.pdf`,
    );
  });
});

describe('a download', () => {
  it.each<[string, number, string, [number, number]]>([
    ['bytes=0-9', 206, 'bytes 0-9/300000', [0, 10]],
    ['bytes=299990-', 206, 'bytes 299990-299999/300000', [299_990, 300_000]],
    ['bytes=-10', 206, 'bytes 299990-299999/300000', [299_990, 300_000]],
    ['bytes=299999-999999', 206, 'bytes 299999-299999/300000', [299_999, 300_000]],
    ['bytes=-999999', 206, 'bytes 0-299999/300000', [0, 300_000]],
  ])('of %s gives that part', async (range, status, contentRange, [from, to]) => {
    const { path } = await uploaded();
    const response = await client.ask('GET', path, OWNER, { headers: { range } });
    expect([response.status, response.headers.get('content-range')]).toEqual([status, contentRange]);
    expect(response.headers.get('content-length')).toBe(String(to - from));
    expect(Buffer.from(await response.arrayBuffer()).equals(content.subarray(from, to))).toBe(true);
  });

  it.each(['bytes=300000-', 'bytes=-0'])('of %s cannot be', async (range) => {
    const { path } = await uploaded();
    const response = await client.ask('GET', path, OWNER, { headers: { range } });
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */300000']);
  });

  it.each(['bytes=5-1', 'bytes=0-1,5-6', 'bytes=-', 'lines=0-1', 'bytes=a-b'])(
    'with the range %s is whole',
    async (range) => {
      const { path } = await uploaded();
      const response = await client.ask('GET', path, OWNER, { headers: { range } });
      expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, 300_000]);
    },
  );

  it('is conditional', async () => {
    const { path } = await uploaded();
    const { headers } = await client.ask('HEAD', path, OWNER);
    const etag = headers.get('etag') ?? '';
    const modified = headers.get('last-modified') ?? '';
    const status = async (conditions: Record<string, string>) => {
      const response = await client.ask('GET', path, OWNER, { headers: conditions });
      await response.arrayBuffer();
      return response.status;
    };
    expect(etag).toBe(`"${sha256}"`);
    expect(await status({ 'if-none-match': etag })).toBe(304);
    expect(await status({ 'if-none-match': '"other"' })).toBe(200);
    expect(await status({ 'if-none-match': '"other"', 'if-modified-since': modified })).toBe(200);
    expect(await status({ 'if-modified-since': modified })).toBe(304);
    expect(await status({ 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' })).toBe(200);
    expect(await status({ range: 'bytes=0-1', 'if-range': etag })).toBe(206);
    expect(await status({ range: 'bytes=0-1', 'if-range': '"other"' })).toBe(200);
  });

  it('answers HEAD with the headers only', async () => {
    const { path } = await uploaded();
    const response = await client.ask('HEAD', path, OWNER);
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([
      200,
      '300000',
      '',
    ]);
    expect(response.headers.get('accept-ranges')).toBe('bytes');
  });

  it('of an empty document is empty', async () => {
    const { path } = await uploaded('empty.txt', '');
    const response = await client.ask('GET', path, OWNER);
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it("is not for another tenant, even with the document's id", async () => {
    const { path } = await uploaded();
    const globex = { tenant: 'globex', role: 'owner' };
    expect((await client.ask('GET', path, globex)).status).toBe(404);
    expect((await client.ask('HEAD', path, globex)).status).toBe(404);
    const { documents } = await (await client.ask('GET', '/documents', globex, { headers: json })).json();
    expect(documents).toEqual([]);
  });
});

describe('zeros', () => {
  it('come in the number that was asked for', async () => {
    const response = await client.ask('GET', '/documents/zeros?bytes=1000001', OWNER);
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect([response.headers.get('content-length'), bytes.length]).toEqual(['1000001', 1_000_001]);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  });

  it.each(['', '-1', '1e3', '8589934593', 'x'])('cannot come in the number %j', async (number) => {
    expect((await client.ask('GET', `/documents/zeros?bytes=${number}`, OWNER)).status).toBe(400);
  });
});

describe('closing', () => {
  it('removes what was kept', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'freight-test-'));
    vi.stubEnv('TMPDIR', folder);
    const other = await startFreightClient();
    vi.unstubAllEnvs();
    await other.ask('POST', '/documents?name=a', OWNER, { body: 'x', headers: json });
    expect(readdirSync(folder)).toHaveLength(1);
    await other.freight.close();
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
