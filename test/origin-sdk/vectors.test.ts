import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ContextErrorCode, createContextVerifier } from '@portcullis/origin';
import { describe, expect, it } from 'vitest';
import { VECTOR_SECONDS, vectorFiles, vectorText } from '../vectors/context/make.ts';
import type { Vector, VectorFile } from '../vectors/context/vector.ts';

const FOLDER = join(import.meta.dirname, '..', 'vectors', 'context');
const textOf = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const made = vectorFiles(VECTOR_SECONDS);
const vectors = [...made.values()].flatMap((file) => file.vectors);

async function outcomeOf({ request, verifier }: Vector, nowSeconds = verifier.nowSeconds): Promise<object> {
  const { nowSeconds: _now, ...options } = verifier;
  try {
    const context = await createContextVerifier({ ...options, now: () => nowSeconds * 1000 }).verifyRequest(request);
    const { claims: _claims, ...told } = context;
    return { context: told };
  } catch (error) {
    return { error: (error as { code?: ContextErrorCode }).code ?? error };
  }
}

describe.each([...made.keys()])('the vectors of %s', (name) => {
  it('are what make.ts makes', () => {
    const file = made.get(name);
    expect(file).toBeDefined();
    expect(textOf(name) === vectorText(file as VectorFile), 'run: node test/vectors/context/make.ts').toBe(true);
  });

  it.each((JSON.parse(textOf(name)) as VectorFile).vectors.map((vector) => [vector.name, vector] as const))(
    '%s',
    async (_name, vector) => {
      expect(await outcomeOf(vector)).toEqual(vector.expect);
    },
  );
});

describe('all vectors', () => {
  it('have names of their own, and some of each code', () => {
    const names = [...made].flatMap(([file, { vectors: some }]) => some.map(({ name }) => `${file} ${name}`));
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(90);
    const codes = new Set(vectors.map((vector) => ('error' in vector.expect ? vector.expect.error : 'good')));
    // The other codes, of the replay store and of remote keys, cannot come of one request.
    expect([...codes].toSorted()).toEqual([
      'ERR_CONTEXT_ALIAS',
      'ERR_CONTEXT_AUDIENCE',
      'ERR_CONTEXT_CLAIMS',
      'ERR_CONTEXT_CLOCK',
      'ERR_CONTEXT_DUPLICATE',
      'ERR_CONTEXT_EXPIRED',
      'ERR_CONTEXT_ISSUER',
      'ERR_CONTEXT_MALFORMED',
      'ERR_CONTEXT_MISSING',
      'ERR_CONTEXT_REQUEST_MISMATCH',
      'ERR_CONTEXT_SIGNATURE',
      'ERR_CONTEXT_TOO_LONG',
      'ERR_CONTEXT_TYPE',
      'good',
    ]);
  });

  it('that do not depend on the time say the same at any', async () => {
    const timeless = vectors.filter(({ clock }) => clock === 'any');
    expect(timeless.length).toBeGreaterThan(60);
    for (const vector of timeless)
      for (const seconds of [1_700_000_000, 1_763_000_000, 1_900_000_000])
        expect([vector.name, await outcomeOf(vector, seconds)]).toEqual([vector.name, vector.expect]);
  });

  it('hold when they are made at another time', async () => {
    for (const { vectors: later } of vectorFiles(1_763_712_345).values())
      for (const vector of later) expect([vector.name, await outcomeOf(vector)]).toEqual([vector.name, vector.expect]);
  });

  it('can be sent over HTTP', () => {
    for (const { request } of vectors) {
      expect(request.method).toMatch(/^[A-Z]+$/);
      expect(request.target).toMatch(/^[!-~]+$/);
      for (const [name, value] of request.headers) {
        expect(name).toMatch(/^[A-Za-z0-9._-]+$/);
        expect(value).toMatch(/^([!-~]([ -~]*[!-~])?)?$/);
      }
    }
  });
});
