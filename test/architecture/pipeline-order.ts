const between = (markdown: string): string =>
  /<!-- pipeline -->([\s\S]*?)<!-- \/pipeline -->/.exec(markdown)?.[1] ?? '';

/** All names in backticks between the README's `pipeline` marks. */
export function namedSteps(readme: string): string[] {
  return [...between(readme).matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');
}

/** The names in backticks that begin the items of the list between a page's `pipeline` marks. */
export function documentedSteps(page: string): string[] {
  const list = between(page);
  return [...list.matchAll(/^\s*(?:\d+\.|\|(?:[^`\n|]*\|)?)\s*`([^`]+)`/gm)].map(([, name]) => name ?? '');
}

/** The names in the two ordered lists of `pipeline.ts`. */
export function actualSteps(source: string): string[] {
  return ['checks', 'closings'].flatMap((name) => {
    const list = new RegExp(`export const ${name}: [^=]*= \\[([^\\]]*)\\]`).exec(source)?.[1] ?? '';
    return list
      .split(',')
      .map((step) => step.trim())
      .filter((step) => step !== '');
  });
}

/** Steps that `pipeline.ts` does not import from a file of their own name. */
export function withoutFile(source: string, steps: readonly string[]): string[] {
  return steps.filter((step) => !source.includes(`import { ${step} } from './${step}.ts';`));
}
