import { describe, expect, it } from 'vitest';
import { adminCommandOfFile } from './admin-command.ts';
import { reply } from './admin-server.ts';

const { server, portcullis } = await adminCommandOfFile();
const LINK = [
  'act-as',
  'link',
  'acme',
  'ann',
  '--roles',
  'owner,driver',
  '--as',
  'sam',
  '--reason',
  'why',
  '--ticket',
  'T-1',
];

describe('portcullis act-as link', () => {
  it('sends who, as whom and why, and prints the link alone', async () => {
    const answer = { url: 'https://acme.app.example/.portcullis/act-as?code=x', expires: '2026-12-01T10:00:00.000Z' };
    server.answer = (_request, response) => reply(response, 201, answer);
    expect(await portcullis([...LINK, '--minutes', '15'])).toMatchObject({ exitCode: 0, out: answer.url });
    expect(server.seen.at(-1)).toMatchObject({
      method: 'POST',
      path: '/.portcullis/v1/act-as',
      body: {
        tenant: 'acme',
        user: 'ann',
        roles: ['owner', 'driver'],
        actor: 'sam',
        reason: 'why',
        ticket: 'T-1',
        minutes: 15,
      },
    });
    expect(JSON.parse((await portcullis([...LINK, '--json'])).out)).toEqual(answer);
  });

  it.each([{}, { url: 7, expires: '' }])('does not print %j as a link', async (answer) => {
    server.answer = (_request, response) => reply(response, 201, answer);
    expect(await portcullis(LINK)).toMatchObject({ exitCode: 1, out: '' });
  });

  it('needs a reason and a ticket', async () => {
    const before = server.seen.length;
    expect((await portcullis(LINK.slice(0, -2))).exitCode).toBe(2);
    expect((await portcullis(['act-as', 'link', 'ACME', ...LINK.slice(3)])).exitCode).toBe(2);
    expect(server.seen).toHaveLength(before);
  });
});

describe('portcullis act-as list', () => {
  it('prints every page', async () => {
    const session = { since: 's', until: 'u', actor: 'sam', user: 'ann', reason: 'T-1: why', ended: true };
    server.answer = ({ path }, response) =>
      reply(response, 200, { sessions: [session], next: path.includes('cursor') ? null : 'n' });
    const { out } = await portcullis(['act-as', 'list', 'acme']);
    expect(out.split('\n')).toEqual([
      'since  until  actor  user  reason',
      's      u      sam    ann   T-1: why',
      's      u      sam    ann   T-1: why',
    ]);
  });

  it('says where no one did', async () => {
    server.answer = (_request, response) => reply(response, 200, { sessions: [], next: null });
    expect(await portcullis(['act-as', 'list', 'acme'])).toMatchObject({
      exitCode: 0,
      told: 'No one has acted as a user of acme.',
    });
  });
});
