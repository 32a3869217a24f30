import { parseSync, Visitor } from 'oxc-parser';

type Call = Parameters<NonNullable<ConstructorParameters<typeof Visitor>[0]['CallExpression']>>[0];
type Expression = Call['callee'];

const NAMING: ReadonlySet<string> = new Set(['test', 'it', 'describe']);

/** Titles of tests and of their groups in a TypeScript source, as written; `…` stands for what a template puts in. */
export function testTitles(text: string): readonly string[] {
  const { program, errors } = parseSync('source.ts', text);
  if (errors.length > 0) throw new SyntaxError(errors[0]?.message);
  const titles: string[] = [];
  new Visitor({
    CallExpression: ({ callee, arguments: [title] }) => {
      if (!names(callee)) return;
      if (title?.type === 'Literal' && typeof title.value === 'string') titles.push(title.value);
      if (title?.type === 'TemplateLiteral') titles.push(title.quasis.map(({ value }) => value.raw).join('…'));
    },
  }).visit(program);
  return titles;
}

/** Whether it is `test`, or made of it: `test.skipIf(condition)`, `test.for(rows)`. */
function names(callee: Expression): boolean {
  if (callee.type === 'CallExpression') return names(callee.callee);
  if (callee.type === 'MemberExpression') return names(callee.object);
  return callee.type === 'Identifier' && NAMING.has(callee.name);
}
