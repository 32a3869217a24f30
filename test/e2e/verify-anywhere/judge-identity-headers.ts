import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawGet, sendRaw, UNTIL_CLOSED } from '../../support/raw-http.ts';
import type { IdentityApp } from './identity-app.ts';
import { expectStopped, goodLines, goodRequest } from './judge-guard.ts';
import type { VerifyingServer } from './verifying-server.ts';

const FORGED = 'forged-from-outside';
const NAMES = ['Portcullis-Tenant', 'Portcullis-User', 'Portcullis-Roles', 'Portcullis-Actor'];
const SPELLINGS = NAMES.flatMap((name) => [
  name,
  name.toLowerCase(),
  name.toUpperCase(),
  name.replace('-', '_'),
  name.replace('-', '.'),
]);

/**
 * The headers that the app believes are the verifier's alone, and the token stays with the verifier.
 * @param refuses names with which it refuses a request instead of dropping them, on its open path too
 */
export function judgeIdentityHeaders(
  start: (keys: string) => Promise<VerifyingServer>,
  app: () => IdentityApp,
  refuses: (name: string) => boolean = () => false,
): void {
  let server: VerifyingServer;

  beforeAll(async () => {
    server = await start(JSON.stringify(goodRequest().verifier.keys));
  });
  afterAll(() => server?.stop());

  /** Asks the app, and gives the headers that it got. */
  async function reached(target: string, lines: readonly string[]): Promise<string> {
    const before = app().origin.begun;
    const reply = await sendRaw(
      server.port,
      rawGet(target, 'app.internal', [...lines, 'Connection: close']),
      UNTIL_CLOSED,
    );
    expect(reply.status).toBe(200);
    expect(app().origin.begun).toBe(before + 1);
    return JSON.stringify(app().origin.seen.at(-1)?.headers);
  }

  describe('keeps from the app what is said from outside in', () => {
    test.each(SPELLINGS.filter((name) => !refuses(name)))('%s, once and twice', async (name) => {
      const forged = `${name}: ${FORGED}`;
      for (const lines of [[forged], [forged, forged]]) {
        expect(await reached('/loads?page=2', [...lines, ...goodLines()])).not.toContain(FORGED);
        expect(app().asked().at(-1)).toEqual({ tenant: 'acme', user: 'u-7', roles: ['owner', 'driver'], actor: null });
        expect(await reached('/health', lines)).not.toContain(FORGED);
        expect(app().asked().at(-1)).toEqual({ tenant: null, user: null, roles: [], actor: null });
      }
    });

    test.each(['Portcullis-Context', 'Portcullis_Context', 'portcullis.context'].filter((name) => !refuses(name)))(
      '%s, on the open path',
      async (name) => {
        expect(await reached('/health', [`${name}: ${FORGED}`])).not.toContain(FORGED);
      },
    );
  });

  const refused = [...SPELLINGS, 'Portcullis_Context', 'portcullis.context'].filter(refuses);
  if (refused.length > 0)
    test.each(refused)('refuses a request with %s', async (name) => {
      for (const [target, others] of [
        ['/loads?page=2', goodLines()],
        ['/health', []],
      ] as const)
        await expectStopped(
          server,
          rawGet(target, 'app.internal', [`${name}: ${FORGED}`, ...others, 'Connection: close']),
        );
    });

  test('keeps the token from the app, and hands on everything else', async () => {
    const got = await reached('/loads?page=2', [...goodLines(), 'Cookie: a=b', 'X-Other: c']);
    for (const line of goodLines().filter((line) => line.startsWith('Portcullis-Context')))
      expect(got).not.toContain(line.split('.')[2]);
    expect(app().origin.seen.at(-1)).toMatchObject({ method: 'GET', target: '/loads?page=2' });
    expect(app().origin.seen.at(-1)?.headers).toMatchObject({
      cookie: ['a=b'],
      'x-other': ['c'],
      'x-forwarded-host': ['acme.app.example.com'],
    });
  });
}
