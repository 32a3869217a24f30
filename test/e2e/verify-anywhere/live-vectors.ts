import { createContextVerifier } from '@portcullis/origin';
import { VECTOR_SECONDS, vectorFiles } from '../../vectors/context/make.ts';
import type { Vector } from '../../vectors/context/vector.ts';

/** A vector and the file that it is of, as `file: name`. */
export interface NamedVector extends Vector {
  readonly id: string;
}

/** How long a server may take to get to a vector that was signed for it. */
const SLACK_SECONDS = 15;

/** Servers have the clock of the machine: every vector, signed for the time given, or for that of the committed files. */
export function allVectors(nowSeconds = VECTOR_SECONDS): readonly NamedVector[] {
  return [...vectorFiles(nowSeconds)].flatMap(([file, { vectors }]) =>
    vectors.map((vector) => ({ ...vector, id: `${file.replace('.json', '')}: ${vector.name}` })),
  );
}

/** The vector signed for the present time. */
export function signedNow({ id }: NamedVector): NamedVector {
  const found = allVectors(Math.floor(Date.now() / 1000)).find((vector) => vector.id === id);
  if (found === undefined) throw new Error(`no vector ${id}`);
  return found;
}

/** Whether the SDK's verdict on it is still the same some seconds later. */
export async function isSteady({ verifier, request, expect }: Vector): Promise<boolean> {
  const { nowSeconds, ...options } = verifier;
  const later = createContextVerifier({ ...options, now: () => (nowSeconds + SLACK_SECONDS) * 1000 });
  const verdict = await later.verifyRequest(request).then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  );
  return verdict === ('error' in expect ? expect.error : 'accepted');
}

/** The request of a vector, byte for byte. */
export function bytesOf({ request: { method, target, headers } }: Vector, host = 'app.internal'): string {
  const ownHost = headers.some(([name]) => name.toLowerCase() === 'host') ? [] : [`Host: ${host}`];
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const length = method === 'GET' || method === 'HEAD' ? [] : ['Content-Length: 0'];
  return [`${method} ${target} HTTP/1.1`, ...ownHost, ...lines, ...length, 'Connection: close', '', ''].join('\r\n');
}
