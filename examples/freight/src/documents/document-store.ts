import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

/** An uploaded document. */
export interface StoredDocument {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Whole seconds, as HTTP dates are. */
  readonly modified: Date;
  readonly uploadedBy: string;
}

/** Documents of all tenants, in files under one temporary folder, a folder for each tenant. */
export interface DocumentStore {
  list(tenant: string): readonly StoredDocument[];
  find(tenant: string, id: string): StoredDocument | null;
  /** Streams the body to disk. Throws {@link DocumentTooLarge}, and keeps nothing of what failed. */
  add(
    tenant: string,
    about: Pick<StoredDocument, 'name' | 'type' | 'uploadedBy'>,
    body: ReadableStream | null,
  ): Promise<StoredDocument>;
  /** The bytes from `first` to `last`, both included. */
  read(tenant: string, id: string, range: { readonly first: number; readonly last: number }): Readable;
  close(): Promise<void>;
}

/** The document is larger than the app keeps. */
export class DocumentTooLarge extends Error {
  override readonly name = 'DocumentTooLarge';
}

const MAX_DOCUMENT_BYTES = 5 * 1024 ** 3;

/** @param now Milliseconds since 1970. */
export async function createDocumentStore(now: () => number): Promise<DocumentStore> {
  const folder = await mkdtemp(join(tmpdir(), 'cargoline-'));
  const documents = new Map<string, StoredDocument[]>();
  const started = new Map<string, number>();
  const fileOf = (tenant: string, id: string) => join(folder, tenant, id);
  const list = (tenant: string) => documents.get(tenant) ?? [];
  return {
    list,
    find: (tenant, id) => list(tenant).find((document) => document.id === id) ?? null,
    async add(tenant, about, body) {
      const number = (started.get(tenant) ?? 0) + 1;
      started.set(tenant, number);
      const id = `${tenant.toUpperCase()}-DOC-${number}`;
      await mkdir(join(folder, tenant), { recursive: true });
      const file = fileOf(tenant, id);
      const meter = createMeter();
      try {
        await pipeline(
          body === null ? Readable.from([]) : Readable.fromWeb(body),
          meter.through,
          createWriteStream(file),
        );
      } catch (error) {
        await rm(file, { force: true });
        throw error;
      }
      const modified = new Date(Math.floor(now() / 1000) * 1000);
      const document = { ...about, id, modified, ...meter.result() };
      documents.set(tenant, [...list(tenant), document]);
      return document;
    },
    read: (tenant, id, { first, last }) => createReadStream(fileOf(tenant, id), { start: first, end: last }),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Counts and hashes what passes through. */
function createMeter() {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      if (sizeBytes > MAX_DOCUMENT_BYTES) return done(new DocumentTooLarge('The document is larger than 5 GiB.'));
      hash.update(chunk);
      return done(null, chunk);
    },
  });
  return { through, result: () => ({ sizeBytes, sha256: hash.digest('hex') }) };
}
