import { createHash } from 'node:crypto';
import { createContextVerifier } from '@portcullis/origin';
import { expect, test } from 'vitest';
import { contextOf } from '../../support/context.ts';
import { gateOfFile } from '../../support/gate.ts';
import { rawGet, sendRaw } from '../../support/raw-http.ts';

const { origin, gateway } = await gateOfFile({
  originOptions: { maxHeaderBytes: 64 * 1024 },
  routes: ['id: open, path: /open/**, access: public'],
});

const ask = (target: string) => sendRaw(gateway.port, rawGet(target, `localhost:${gateway.port}`));

/** Path and query of exactly so many characters. */
function targetOf(characters: number, filler = 'a'): string {
  const start = '/open/x?q=';
  return (start + filler.repeat(characters)).slice(0, characters);
}

/** Whether an app that uses the SDK lets in what reached the origin. */
async function sdkTakes(seen = origin.seen.at(-1)): Promise<boolean> {
  const { method = '', target = '', headers = {} } = seen ?? {};
  const verifier = createContextVerifier({
    issuer: gateway.policy.gateway,
    audience: 'app',
    algorithm: 'HS256',
    keys: gateway.settings['ORIGIN_APP_KEYS'] ?? '',
  });
  const pairs = Object.entries(headers).flatMap(([name, values]) => values.map((value) => [name, value] as const));
  return verifier.verifyRequest({ method, target, headers: pairs }).then(
    () => true,
    () => false,
  );
}

test.each([
  ['of 1,024 characters', targetOf(1024)],
  ['in the path alone', `/open/${'a'.repeat(1000)}`],
])('a target %s stands in the context as it is', async (_what, target) => {
  expect((await ask(target)).status).toBe(200);
  const seen = origin.seen.at(-1);
  const { htu, htd } = await contextOf(gateway, seen);
  expect([seen?.target, htu, htd]).toEqual([target, target, undefined]);
  expect(await sdkTakes()).toBe(true);
});

test.each([
  ['of 1,025 characters', targetOf(1025)],
  ['of 8,000 characters', targetOf(8000)],
  ['of 16,384 characters', targetOf(16_384)],
  ['with a long path', `/open/${'a'.repeat(8000)}`],
  ['in many segments', `/open/${'a/'.repeat(4000)}`],
  ['that is encoded', targetOf(9000, '%C3%A9').slice(0, 8998)],
])('a target %s is named by its digest, and reaches the origin byte for byte', async (_what, target) => {
  expect((await ask(target)).status).toBe(200);
  const seen = origin.seen.at(-1);
  const { htu, htd } = await contextOf(gateway, seen);
  expect([seen?.target, htu]).toEqual([target, undefined]);
  expect(htd).toBe(createHash('sha256').update(target).digest('base64url'));
  expect(seen?.headers['portcullis-context']?.[0]?.length).toBeLessThan(2048);
  expect(await sdkTakes()).toBe(true);
});

test('what the gateway encodes is hashed as it is forwarded', async () => {
  const sent = targetOf(2000, "'");
  expect((await ask(sent)).status).toBe(200);
  const seen = origin.seen.at(-1);
  expect(seen?.target).toBe(sent.replaceAll("'", '%27'));
  expect(await sdkTakes()).toBe(true);
});

test('an app refuses the context of a long target for any other', async () => {
  await ask(targetOf(2000));
  const seen = origin.seen.at(-1);
  if (seen === undefined) throw new Error('nothing reached the origin');
  for (const target of [`${seen.target}b`, seen.target.slice(0, -1), seen.target.replace('q', 'p'), '/open/x'])
    expect([target.length, await sdkTakes({ ...seen, target })]).toEqual([target.length, false]);
});

test('a target of 16,385 characters is refused', async () => {
  const before = origin.begun;
  const reply = await ask(targetOf(16_385));
  expect([reply.status, reply.headers['portcullis-denied'], origin.begun]).toEqual([414, 'too_large', before]);
});
