import { METHODS } from '@portcullis/rules/compiler';
import { parse } from 'yaml';
import type { DocumentedOperation } from '../evidence/index.ts';

/** What an OpenAPI (3.x) or Swagger (2.0) document says of an API. Nothing here has been checked against the app. */
export interface ApiDocument {
  /** Of its servers, with a port where it names one. */
  readonly hosts: readonly string[];
  readonly operations: readonly DocumentedOperation[];
  /** Operations that no route can name: other methods, paths that cannot be read. */
  readonly skipped: number;
}

type Members = Readonly<Record<string, unknown>>;

const MAX_OPERATIONS = 20_000;

/** Whether a text begins like such a document, in JSON or YAML. */
export function isApiDocument(start: string): boolean {
  return /^\s*\{[^{}]{0,400}?"(?:openapi|swagger)"\s*:/.test(start) || /^(?:openapi|swagger)\s*:/m.test(start);
}

/** Reads a document, or gives `null` where the text is none. */
export function parseApiDocument(text: string): ApiDocument | null {
  const document = parsed(text);
  if (document === null || !('openapi' in document || 'swagger' in document)) return null;
  const isSecured = demands(document['security']);
  const paths = membersOf(document['paths']) ?? {};
  const servers = serversOf(document);
  const bases = servers.length === 0 ? [''] : [...new Set(servers.map(({ base }) => base))];
  const operations: DocumentedOperation[] = [];
  let skipped = 0;
  for (const [path, item] of Object.entries(paths)) {
    for (const [name, operation] of Object.entries(membersOf(item) ?? {})) {
      const method = name.toUpperCase();
      if (membersOf(operation) === null || !METHODS.includes(method)) continue;
      if (!path.startsWith('/') || path.includes('?') || operations.length >= MAX_OPERATIONS) {
        skipped += 1;
        continue;
      }
      const security = membersOf(operation)?.['security'];
      // An empty list of an operation takes back what the document demands; where nothing is demanded, nothing is said.
      const isPublic = Array.isArray(security) && !demands(security) && isSecured;
      for (const base of bases) operations.push({ method, segments: segmentsOf(`${base}${path}`), isPublic });
    }
  }
  return { hosts: [...new Set(servers.flatMap(({ host }) => (host === null ? [] : [host])))], operations, skipped };
}

function parsed(text: string): Members | null {
  try {
    return membersOf(parse(text, { maxAliasCount: 100, prettyErrors: false, logLevel: 'error' }));
  } catch {
    return null;
  }
}

function membersOf(value: unknown): Members | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null;
}

/** Whether a list of security requirements asks for something: one empty requirement makes it optional. */
function demands(security: unknown): boolean {
  return (
    Array.isArray(security) &&
    security.length > 0 &&
    security.every((requirement) => Object.keys(membersOf(requirement) ?? {}).length > 0)
  );
}

const NO_URL = { protocol: '', host: '', pathname: '' } as const;

interface ApiServer {
  readonly host: string | null;
  readonly base: string;
}

function serversOf(document: Members): readonly ApiServer[] {
  if ('swagger' in document) {
    const { host, basePath } = document;
    return [{ host: typeof host === 'string' ? host.toLowerCase() : null, base: baseOf(basePath) }];
  }
  const servers = Array.isArray(document['servers']) ? document['servers'] : [];
  return servers.flatMap((server): readonly ApiServer[] => {
    const url = membersOf(server)?.['url'];
    if (typeof url !== 'string') return [];
    if (url.startsWith('/')) return [{ host: null, base: baseOf(url) }];
    // Variables of a server stand for nothing that could be asked.
    const { protocol, host, pathname } = URL.canParse(url) ? new URL(url) : NO_URL;
    const isServer = /^https?:$/.test(protocol) && !/[{}]|%7B/i.test(host);
    return isServer ? [{ host, base: baseOf(pathname) }] : [];
  });
}

function baseOf(path: unknown): string {
  return typeof path === 'string' && path.startsWith('/')
    ? path
        .split('/')
        .filter(Boolean)
        .map((part) => `/${part}`)
        .join('')
    : '';
}

/** A slash at the end is left out, and what is only in part a variable is one: the rules know whole segments. */
function segmentsOf(path: string): readonly string[] {
  return path
    .split('/')
    .slice(1)
    .filter((segment, index, all) => segment !== '' || index < all.length - 1)
    .map((segment) => (/[{}]/.test(segment) ? '{name}' : segment));
}
