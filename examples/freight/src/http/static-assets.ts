import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { isNotModified } from './conditional.ts';

/** Answers requests for the app's own style sheet, scripts and pictures. */
export type StaticAssets = (name: string, headers: Headers) => Response | null;

const FOLDER = new URL('../../assets/', import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** An asset as pages name it. */
export interface AssetReference {
  /** Changes with the asset, so that no cache hands a page an asset of another version. */
  readonly url: string;
  /** What browsers check the asset against (Subresource Integrity). */
  readonly integrity: string;
}

/** Reads an asset to name it in pages: once for each, at the start. */
export function assetReference(name: string): AssetReference {
  const hash = createHash('sha256')
    .update(readFileSync(new URL(name, FOLDER)))
    .digest('base64');
  return { url: `/assets/${name}?v=${encodeURIComponent(hash.slice(0, 12))}`, integrity: `sha256-${hash}` };
}

/** Reads and compresses all assets once. */
export function readStaticAssets(): StaticAssets {
  const assets = new Map(
    readdirSync(FOLDER).map((name) => {
      const plain = readFileSync(new URL(name, FOLDER));
      const tag = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
      return [
        name,
        { plain, gzip: gzipSync(plain, { level: 9 }), tag, type: TYPES[extname(name)] ?? 'application/octet-stream' },
      ];
    }),
  );
  return (name, headers) => {
    const asset = assets.get(name);
    if (asset === undefined) return null;
    const isGzip = acceptsGzip(headers.get('accept-encoding'));
    // Each encoding is a representation of its own and needs a tag of its own (RFC 9110 section 8.8.3.3).
    const etag = isGzip ? `"${asset.tag}-gzip"` : `"${asset.tag}"`;
    const shared = { etag, vary: 'accept-encoding', 'cache-control': 'public, max-age=300' };
    if (isNotModified(headers, etag)) return new Response(null, { status: 304, headers: shared });
    const body = isGzip ? asset.gzip : asset.plain;
    return new Response(new Uint8Array(body), {
      headers: {
        ...shared,
        'content-type': asset.type,
        'content-length': String(body.length),
        ...(isGzip && { 'content-encoding': 'gzip' }),
      },
    });
  };
}

function acceptsGzip(header: string | null): boolean {
  return (header ?? '').split(',').some((part) => {
    const [coding, ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    return coding === 'gzip' && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
