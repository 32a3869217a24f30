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

/** Steps that `pipeline.ts` neither imports from a file of their own name nor has decided by the rules' step of that name. */
export function withoutOwnPart(source: string, steps: readonly string[]): string[] {
  return steps.filter(
    (step) =>
      !source.includes(`import { ${step} } from './${step}.ts';`) &&
      !new RegExp(`^ *${step}: .*\\bbyRules\\('${step}'\\)`, 'm').test(source),
  );
}

/** Whether a source states the order itself: three steps in a row, by their names as texts. */
export function statesOrder(source: string, steps: readonly string[]): boolean {
  const texts = [...source.matchAll(/'([a-z]+)'/g)].map(([, text]) => text ?? '');
  return texts.some((text, index) => {
    const at = steps.indexOf(text);
    return at >= 0 && at + 2 < steps.length && steps[at + 1] === texts[index + 1] && steps[at + 2] === texts[index + 2];
  });
}
