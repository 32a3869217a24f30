import { importsOf } from './imports.ts';
import type { Sources } from './sources.ts';

/** One cycle of imports, types included, as the files on it in order; `null` where there is none. */
export function findCycle(sources: Sources): string[] | null {
  const graph = new Map<string, string[]>();
  for (const { from, target } of importsOf(sources)) {
    if ('file' in target) graph.set(from, [...(graph.get(from) ?? []), target.file]);
  }
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | null => {
    const start = path.indexOf(file);
    if (start >= 0) return [...path.slice(start), file];
    if (done.has(file)) return null;
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle !== null) return cycle;
    }
    path.pop();
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file);
    if (cycle !== null) return cycle;
  }
  return null;
}
