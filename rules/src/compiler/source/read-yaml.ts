import { type Document, LineCounter, parseDocument, type YAMLError } from 'yaml';
import type { Report } from '../problems/index.ts';
import { ownSlips, unquotedWord, type YamlSlip } from './yaml-slips.ts';
import type { YamlSource } from './yaml-source.ts';

/** A file with more of them is not YAML. */
const MAX_SLIPS = 10;
/** The parser reports some overflows of its stack as errors in the text. */
const STACK_OVERFLOW = /maximum call stack|stack overflow/i;

interface Parsed {
  readonly document: Document;
  readonly lineCounter: LineCounter;
  readonly errors: readonly YAMLError[];
}

/** Parses without resolving anything; adds syntax errors to `report` at their offsets. */
export function parseYaml(text: string, report: Report): YamlSource | null {
  const parsed = parse(text);
  if (parsed === null) {
    reportDepth(report);
    return null;
  }
  const { document, lineCounter, errors } = parsed;
  for (const { offset, message, fix } of slipsIn(text, parsed)) {
    const { line, col } = lineCounter.linePos(offset);
    report.addAt({ line: Math.max(line, 1), column: Math.max(col, 1) }, 'yaml_syntax', message, fix);
  }
  if (document.directives?.yaml.explicit) {
    report.addAt(
      { line: 1, column: 1 },
      'yaml_feature',
      'The file sets a YAML version of its own.',
      'Remove the "%YAML" line; the rules are always YAML 1.2.',
    );
  }
  return errors.length > 0 ? null : { document, lineCounter, pairs: new WeakMap() };
}

/** `null`: nested too deeply. */
function parse(text: string): Parsed | null {
  const lineCounter = new LineCounter();
  try {
    // At log level `silent` the parser would drop a second document without an error.
    // The parser's own check for unique keys compares every pair of keys; `refuseFeatures` does it in one pass.
    const document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      uniqueKeys: false,
      prettyErrors: false,
      lineCounter,
      logLevel: 'error',
    });
    const errors = [...document.errors, ...document.warnings];
    return errors.some(({ message }) => STACK_OVERFLOW.test(message)) ? null : { document, lineCounter, errors };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return null;
  }
}

/** One slip makes many errors after it. Where it is known what was meant, the rest is read as if it were written so. */
function slipsIn(text: string, { errors, lineCounter }: Parsed): readonly YamlSlip[] {
  const slips: YamlSlip[] = [];
  let left = errors;
  let mended = text;
  while (slips.length < MAX_SLIPS) {
    const [first] = left;
    const word = first === undefined ? null : unquotedWord(mended, first.pos);
    const parsed = word === null ? null : parse(word.mended);
    if (word === null || parsed === null) break;
    slips.push(word.slip);
    ({ errors: left } = parsed);
    ({ mended } = word);
  }
  const others = ownSlips(left, (offset) => lineCounter.linePos(offset).line);
  return [...slips, ...others].slice(0, MAX_SLIPS);
}

function reportDepth(report: Report): void {
  report.addAt(
    { line: 1, column: 1 },
    'yaml_too_deep',
    'The file is nested too deeply to be read.',
    'Write the rules as the examples do, in few levels.',
  );
}
