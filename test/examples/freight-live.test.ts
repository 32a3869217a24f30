import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { FORWARDED_HOST, freightClientOfFile, OWNER, type Visitor } from './freight-client.ts';

const client = await freightClientOfFile();

const globex = { tenant: 'globex', role: 'owner' };
const addLoad = (visitor: Visitor, commodity: string) =>
  client.ask('POST', '/loads', visitor, {
    body: new URLSearchParams({ from: 'Oslo', to: 'Bergen', commodity, weightKg: '900', pickup: '2030-01-31' }),
  });

/** Reads events from a feed until `commodity` has come; returns the text so far. */
async function readUntil(response: Response, commodity: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes(commodity) && text.endsWith('\n\n')) break;
  }
  return text;
}

describe('the feed', () => {
  it('brings changes to the loads of the own company, and of no other', async () => {
    const feed = await client.ask('GET', '/feed', OWNER);
    expect(feed.headers.get('content-type')).toBe('text/event-stream');
    await addLoad(globex, 'Not for acme');
    await addLoad(OWNER, 'Salmon');
    const text = await readUntil(feed, 'Salmon');
    expect(text).toMatch(/event: load\ndata: \{.*"commodity":"Salmon".*\}\nid: acme-\d+\n\n/);
    expect(text).not.toContain('Not for acme');
  });

  it('replays what was missed', async () => {
    const feed = await client.ask('GET', '/feed', OWNER);
    await addLoad(OWNER, 'First');
    const id = /id: (acme-\d+)/.exec(await readUntil(feed, 'First'))?.[1] ?? '';
    await addLoad(OWNER, 'Missed 1');
    await addLoad(OWNER, 'Missed 2');
    const text = await readUntil(
      await client.ask('GET', '/feed', OWNER, { headers: { 'last-event-id': id } }),
      'Missed 2',
    );
    expect(text).toContain('Missed 1');
    expect(text).not.toContain('First');
  });

  it("does not replay by another company's event id", async () => {
    const feed = await client.ask('GET', '/feed', globex, { headers: { 'last-event-id': 'acme-0' } });
    await addLoad(globex, 'Marker');
    expect((await readUntil(feed, 'Marker')).match(/event: load/g)).toHaveLength(1);
  });

  it('keeps the last 50 changes', async () => {
    for (let index = 0; index < 55; index += 1) await addLoad(OWNER, `Load ${index}`);
    const text = await readUntil(
      await client.ask('GET', '/feed', OWNER, { headers: { 'last-event-id': 'acme-0' } }),
      'Load 54',
    );
    expect(text.match(/event: load/g)).toHaveLength(50);
  });

  it('is not for a role that may not see loads', async () => {
    expect((await client.ask('GET', '/feed', { tenant: 'acme', role: 'accounting' })).status).toBe(403);
  });
});

/** A WebSocket client whose messages can be waited for. */
async function chat(visitor: Visitor | null, headers: Record<string, string> | null = null, path = '/chat') {
  const context = headers ?? { 'portcullis-context': await client.context('GET', path, visitor) };
  const sent = { 'x-forwarded-host': FORWARDED_HOST, ...context };
  const socket = new WebSocket(`${client.freight.url.replace('http', 'ws')}${path}`, { headers: sent });
  const messages: { readonly user?: string; readonly text?: string; readonly error?: string }[] = [];
  let wake = () => {};
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)));
    wake();
  });
  const opened = new Promise<number>((resolve, reject) => {
    socket.on('open', () => resolve(101));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', reject);
  });
  const until = async (text: string) => {
    while (!messages.some((message) => message.text === text || message.error !== undefined))
      await new Promise<void>((resolve) => (wake = resolve));
  };
  return { socket, messages, opened, until };
}

describe('the chat', () => {
  it('joins colleagues, and no one else', async () => {
    const [owner, driver, stranger] = await Promise.all([
      chat(OWNER),
      chat({ tenant: 'acme', role: 'driver' }),
      chat(globex),
    ]);
    expect(await Promise.all([owner.opened, driver.opened, stranger.opened])).toEqual([101, 101, 101]);
    owner.socket.send(JSON.stringify({ text: 'Hello' }));
    await driver.until('Hello');
    expect(driver.messages.at(-1)).toMatchObject({ user: 'owner@acme.example', text: 'Hello' });
    stranger.socket.send(JSON.stringify({ text: 'Hello from Globex' }));
    await stranger.until('Hello from Globex');
    expect(stranger.messages.map((message) => message.text)).toEqual(['Hello from Globex']);
    const late = await chat(OWNER);
    await late.until('Hello');
    expect(late.messages.map((message) => message.text)).toEqual(['Hello']);
    for (const { socket } of [owner, driver, stranger, late]) socket.terminate();
  });

  it('refuses everyone who did not come through the gateway, before it upgrades', async () => {
    const wrongPath = await client.context('GET', '/loads', OWNER);
    const alias = { 'portcullis-context': await client.context('GET', '/chat', OWNER), portcullis_context: 'x' };
    for (const headers of [{}, { 'portcullis-context': 'x' }, { 'portcullis-context': wrongPath }, alias])
      expect(await (await chat(null, headers)).opened).toBe(401);
    expect(client.lines.at(-1)).toBe('GET /chat 401 tenant=- user=-');
  });

  it('refuses those who have not signed in, and other paths', async () => {
    const anonymous = { 'portcullis-context': await client.context('GET', '/chat', null, { tid: 'acme' }) };
    expect(await (await chat(null, anonymous)).opened).toBe(401);
    expect(await (await chat(OWNER, null, '/feed')).opened).toBe(404);
  });

  it.each(['hello', '{}', '{"text":5}', '{"text":" "}', '[]', 'null'])('answers %s with an error', async (message) => {
    const { socket, messages, opened, until } = await chat({ tenant: 'globex', role: 'driver' });
    await opened;
    socket.send(message);
    await until('');
    expect(messages.at(-1)).toEqual({ error: expect.stringContaining('Send JSON') });
    socket.terminate();
  });

  it('closes on a message that is too big', async () => {
    const { socket, opened } = await chat(OWNER);
    await opened;
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.send(JSON.stringify({ text: 'x'.repeat(2048) }));
    expect(await closed).toBe(1009);
  });
});
