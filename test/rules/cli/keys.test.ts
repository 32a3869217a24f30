import { importJWK, jwtVerify, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

async function newKey(...args: readonly string[]): Promise<Record<string, string>> {
  const { exitCode, out } = await runCli(['keys', ...args]);
  expect(exitCode).toBe(0);
  expect(out).not.toContain('\n');
  const { keys } = JSON.parse(out) as { keys: Record<string, string>[] };
  expect(keys).toHaveLength(1);
  return keys[0] ?? {};
}

describe('portcullis keys', () => {
  it('prints one new key of 32 bytes', async () => {
    const key = await newKey();
    expect(key).toMatchObject({ kty: 'oct', alg: 'HS256' });
    expect(Buffer.from(key['k'] ?? '', 'base64url')).toHaveLength(32);
  });

  it('never prints the same key or key id twice', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => newKey()));
    expect(new Set(keys.map((key) => key['k'])).size).toBe(20);
    expect(new Set(keys.map((key) => key['kid'])).size).toBe(20);
  });

  it('prints an Ed25519 key that signs', async () => {
    const key = await newKey('--ed25519');
    const { d: _, ...publicKey } = key;
    const token = await new SignJWT({ a: 1 }).setProtectedHeader({ alg: 'EdDSA' }).sign(await importJWK(key, 'EdDSA'));
    expect((await jwtVerify(token, await importJWK(publicKey, 'EdDSA'))).payload).toEqual({ a: 1 });
    expect(key['kid']).toMatch(/^.{12,}$/);
  });
});
