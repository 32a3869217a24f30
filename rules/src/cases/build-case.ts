import type { Asker } from '../analysis/explain/index.ts';
import { checkReference, type Path, type Report } from '../compiler/index.ts';
import type { Engine } from '../engine/index.ts';
import { buildAsker } from './build-asker.ts';
import { buildExpectation } from './build-expectation.ts';
import { buildRequest } from './build-request.ts';
import { buildState } from './build-state.ts';
import type { Around, CaseEntry } from './schema.ts';
import type { TestCase } from './test-case.ts';

/** What every case of a file is read with. */
export interface CaseScope {
  readonly report: Report;
  readonly engine: Engine;
  readonly named: ReadonlyMap<string, Asker | null>;
  readonly defaults: Around;
}

interface NamedAsker {
  readonly name: string;
  readonly asker: Asker | null;
}

/** One case for each of its requests and visitors. Those with mistakes are left out, and the report says so. */
export function buildCase(scope: CaseScope, path: Path, entry: CaseEntry): readonly TestCase[] {
  const { report, engine, defaults } = scope;
  const expectation = buildExpectation(report, [...path, 'expect'], entry.expect, engine);
  const state = buildState(report, [...path, 'state'], entry.state, engine);
  const askers = buildAskers(scope, [...path, 'as'], entry.as);
  const at = report.sourceLine(path);
  if (entry.request.length === 0)
    report.add(
      [...path, 'request'],
      'empty_list',
      'The case asks for nothing.',
      'Write a request, such as GET /invoices.',
    );
  return requestLines(entry, path).flatMap(({ line, place }) => {
    const request = buildRequest(report, path, place, line, { entry, defaults });
    return askers.flatMap(({ name, asker }) => {
      if (request === null || asker === null || expectation === null) return [];
      const head = entry.name === undefined ? '' : `${entry.name}: `;
      return [{ title: `${head}${line} as ${name}`, at, question: { request, asker, state }, expectation }];
    });
  });
}

function requestLines({ request }: CaseEntry, path: Path): readonly { line: string; place: Path }[] {
  if (typeof request === 'string') return [{ line: request, place: [...path, 'request'] }];
  return request.map((line, index) => ({ line, place: [...path, 'request', index] }));
}

function buildAskers({ report, engine, named }: CaseScope, path: Path, as: CaseEntry['as']): readonly NamedAsker[] {
  if (as === undefined) return [{ name: 'nobody', asker: 'nobody' }];
  if (typeof as !== 'string' && !Array.isArray(as))
    return [{ name: `${as.user ?? 'user-1'} of ${as.tenant}`, asker: buildAsker(report, path, as, engine) }];
  const names = typeof as === 'string' ? [as] : as;
  if (names.length === 0) report.add(path, 'empty_list', '"as" is an empty list.', 'Name a session, or "nobody".');
  return names.map((name, index) => {
    const place = typeof as === 'string' ? path : [...path, index];
    checkReference(report, place, name, new Set(named.keys()), 'session');
    return { name, asker: named.get(name) ?? null };
  });
}
