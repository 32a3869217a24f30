import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { WrittenPrefix, WrittenRules } from '@portcullis/rules/analysis';
import { createReport, locate, type Path, parseYaml } from '@portcullis/rules/compiler';
import { parsePrefix } from '@portcullis/rules/engine';

interface RawRules {
  readonly roles?: readonly string[];
  readonly addresses?: Lists;
  readonly clientAddress?: string | { readonly trustedProxies?: readonly string[] };
  readonly routes?: readonly (RawRoute | RawGroup)[];
}

interface RawRoute {
  readonly id: string;
  readonly headers?: unknown;
}

interface RawGroup {
  readonly routes: readonly RawRoute[];
  readonly headers?: unknown;
}

type Lists = Readonly<Record<string, readonly string[] | { readonly file: string }>>;

/**
 * Reads again, from rules that have compiled, what the policy does not keep.
 * @param file as its source lines name it, e.g. `rules/gateway.yaml`
 */
export function readWrittenRules(file: string): WrittenRules {
  return writtenRules(file, readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
}

/** The same of a text that need not be in its file yet. */
export function writtenRules(file: string, text: string): WrittenRules {
  const source = parseYaml(text, createReport(file, text));
  if (source === null) throw new Error(`${file} has changed while it was read`);
  const raw = source.document.toJS({ maxAliasCount: 0 }) as RawRules;
  const at = (path: Path): string => `${file}:${locate(source, path, 'key').line}`;
  const { clientAddress } = raw;
  const proxies = typeof clientAddress === 'object' ? (clientAddress.trustedProxies ?? []) : [];
  return {
    roleLine: (role) => at(['roles', raw.roles?.indexOf(role) ?? 0]),
    listLine: (list) => at(['addresses', list]),
    headersLine: (route) => at([...headersPlace(raw.routes ?? [], route), 'headers']),
    trustedProxies: proxies.flatMap((entry, index) => written(entry, at(['clientAddress', 'trustedProxies', index]))),
    prefixesOf: (list) => {
      const entries = raw.addresses?.[list] ?? [];
      return 'file' in entries
        ? prefixesIn(join(dirname(file), entries.file).replaceAll('\\', '/'))
        : entries.flatMap((entry, index) => written(entry, at(['addresses', list, index])));
    },
  };
}

/** Where the headers of a route are stated: in the route itself, its group, or the file. */
function headersPlace(entries: NonNullable<RawRules['routes']>, route: string): Path {
  for (const [index, entry] of entries.entries()) {
    const path = ['routes', index];
    if (!('routes' in entry)) {
      if (entry.id === route) return entry.headers === undefined ? [] : path;
      continue;
    }
    const position = entry.routes.findIndex(({ id }) => id === route);
    if (position === -1) continue;
    if (entry.routes[position]?.headers !== undefined) return [...path, 'routes', position];
    return entry.headers === undefined ? [] : path;
  }
  return [];
}

/** One address or network a line; `#` starts a comment. */
function prefixesIn(file: string): readonly WrittenPrefix[] {
  const lines = readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/);
  return lines.flatMap((line, index) => written(line.replace(/#.*/s, '').trim(), `${file}:${index + 1}`));
}

function written(text: string, at: string): readonly WrittenPrefix[] {
  const prefix = parsePrefix(text);
  return 'problem' in prefix ? [] : [{ text, prefix, at }];
}
