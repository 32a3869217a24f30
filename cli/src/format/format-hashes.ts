import type { CollectedHashes, FoundCode } from '../csp/collect-hashes.ts';
import { yamlDirective } from './yaml-sources.ts';

/** YAML for the rules, in which everything else is a comment. */
export function formatHashes({ pages, code, changing, toRewrite, notes }: CollectedHashes): string {
  const byDirective = Map.groupBy(code, ({ directive }) => String(directive));
  const head = `# Inline code of ${pages === 1 ? '1 page' : `${pages} pages`}. Add the hashes to the sources that each directive has.`;
  const directives = [...byDirective].map(([name, found]) => {
    const hashes = found.map((each) => ({ source: each.hash, comment: `${each.what}, ${placeOf(each)}` }));
    const unlocked = name.endsWith('-attr') ? [{ source: "'unsafe-hashes'", comment: null }] : [];
    return yamlDirective(name, [...unlocked, ...hashes], '  ');
  });
  return [
    ...(directives.length === 0 ? [`${head.split('.')[0]}: none that needs a hash.`] : [head, 'csp:', ...directives]),
    ...changing.map(
      (each) =>
        `# ${placeOf(each)}: ${each.what} differs from one fetch to the next, so no hash holds. It needs a nonce.`,
    ),
    ...toRewrite.map(
      (each) => `# ${placeOf(each)}: ${each.what} is a javascript: URL. Rewrite it as a handler in a script file.`,
    ),
    ...notes.map((note) => `# ${note}`),
  ].join('\n');
}

function placeOf({ place, line }: FoundCode): string {
  return `${place}:${line}`;
}
