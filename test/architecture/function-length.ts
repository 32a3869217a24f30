import { parseSync, Visitor } from 'oxc-parser';

/** A function of a source, from its first line to its last. */
interface MeasuredFunction {
  readonly line: number;
  readonly lines: number;
}

/** Every function of a TypeScript source with its length; a function within a function counts for both. */
export function functionLengths(text: string): MeasuredFunction[] {
  const { program, errors } = parseSync('source.ts', text);
  if (errors.length > 0) throw new SyntaxError(errors[0]?.message);
  const measured: MeasuredFunction[] = [];
  const measure = ({ start, end }: { readonly start: number; readonly end: number }): void => {
    measured.push({ line: lineCount(text.slice(0, start)), lines: lineCount(text.slice(start, end)) });
  };
  new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(program);
  return measured;
}

function lineCount(text: string): number {
  return text.split('\n').length;
}
