import { withDeadline } from '../core/time/index.ts';

/** Callers send little. What was checked of one must not wait for the rest of its request. */
const BODY_MS = 10_000;

/** Reads a small JSON object from a request's body; `null` where it is none. Unknown members are the caller's to refuse. */
export async function readJsonObject(request: Request, maxBytes: number): Promise<Record<string, unknown> | null> {
  const text = await readText(request, maxBytes);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** The body as text, or `null` where it is longer than `maxBytes`, not UTF-8, or not there in time. */
export async function readText({ body }: Request, maxBytes: number): Promise<string | null> {
  if (body === null) return null;
  try {
    return await withDeadline(textOf(body, maxBytes), BODY_MS);
  } catch {
    return null;
  }
}

/** @throws where it is not UTF-8, or breaks off */
async function textOf(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<string | null> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text = '';
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
