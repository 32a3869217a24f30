import { Readable } from 'node:stream';
import { byteRange, isNotModified } from '../http/conditional.ts';
import { attachment } from './document-name.ts';
import type { DocumentStore, StoredDocument } from './document-store.ts';

/** Answers GET and HEAD for a document, with ranges and validators. */
export function documentResponse(
  store: DocumentStore,
  tenant: string,
  document: StoredDocument,
  request: Request,
): Response {
  const { id, name, type, sizeBytes, sha256, modified } = document;
  const etag = `"${sha256}"`;
  const shared = {
    etag,
    'last-modified': modified.toUTCString(),
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
  };
  if (isNotModified(request.headers, etag, modified)) return new Response(null, { status: 304, headers: shared });
  const range = byteRange(request.headers, sizeBytes, etag);
  if (range === 'unsatisfiable')
    return new Response(null, { status: 416, headers: { ...shared, 'content-range': `bytes */${sizeBytes}` } });
  const { first, last } = range === 'all' ? { first: 0, last: sizeBytes - 1 } : range;
  const length = last - first + 1;
  const isEmpty = request.method === 'HEAD' || length === 0;
  return new Response(isEmpty ? null : (Readable.toWeb(store.read(tenant, id, { first, last })) as ReadableStream), {
    status: range === 'all' ? 200 : 206,
    headers: {
      ...shared,
      'content-type': type,
      'content-length': String(length),
      'content-disposition': attachment(name),
      ...(range !== 'all' && { 'content-range': `bytes ${first}-${last}/${sizeBytes}` }),
    },
  });
}

const ZEROS = new Uint8Array(65_536);

/** A stream of `length` zero bytes, made as fast as the client reads. */
export function zeros(length: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let left = length;
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        const chunk = left >= ZEROS.length ? ZEROS.slice() : new Uint8Array(left);
        left -= chunk.length;
        if (chunk.length > 0) controller.enqueue(chunk);
        if (left === 0) controller.close();
      },
    },
    { highWaterMark: 1 },
  );
}
