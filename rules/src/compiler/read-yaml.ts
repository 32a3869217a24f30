import { type Document, LineCounter, parseDocument, type YAMLError } from 'yaml';
import type { Report } from './report.ts';
import type { YamlSource } from './yaml-source.ts';

/** One slip in YAML makes many follow-up errors; the first ones say it all. */
const MAX_SYNTAX_ERRORS = 10;
/** The parser reports some overflows of its stack as errors in the text. */
const STACK_OVERFLOW = /maximum call stack|stack overflow/i;

/** Parses without resolving anything; adds syntax errors to `report` at their offsets. */
export function parseYaml(text: string, report: Report): YamlSource | null {
  const lineCounter = new LineCounter();
  let document: Document;
  try {
    // At log level `silent` the parser would drop a second document without an error.
    // The parser's own check for unique keys compares every pair of keys; `refuseFeatures` does it in one pass.
    document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      uniqueKeys: false,
      prettyErrors: false,
      lineCounter,
      logLevel: 'error',
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reportDepth(report);
    return null;
  }
  const errors = [...document.errors, ...document.warnings];
  if (errors.some((error) => STACK_OVERFLOW.test(error.message))) {
    reportDepth(report);
    return null;
  }
  for (const error of errors.slice(0, MAX_SYNTAX_ERRORS)) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    report.addAt({ line: Math.max(line, 1), column: Math.max(col, 1) }, 'yaml_syntax', describe(error), fixOf(error));
  }
  if (document.directives?.yaml.explicit) {
    report.addAt(
      { line: 1, column: 1 },
      'yaml_feature',
      'The file sets a YAML version of its own.',
      'Remove the "%YAML" line; the rules are always YAML 1.2.',
    );
  }
  return document.errors.length + document.warnings.length > 0 ? null : { document, lineCounter, pairs: new WeakMap() };
}

function reportDepth(report: Report): void {
  report.addAt(
    { line: 1, column: 1 },
    'yaml_too_deep',
    'The file is nested too deeply to be read.',
    'Write the rules as the examples do, in few levels.',
  );
}

function describe(error: YAMLError): string {
  if (error.code === 'TAB_AS_INDENT') return 'A tab is used for indentation.';
  if (error.code === 'MULTIPLE_DOCS') return 'The file holds more than one YAML document.';
  const sentence = (error.message.split('\n')[0] ?? '').trim();
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

function fixOf(error: YAMLError): string {
  if (error.code === 'TAB_AS_INDENT') return 'Indent with spaces, two a level.';
  if (error.code === 'MULTIPLE_DOCS') return 'Remove the line "---" and what belongs to the other document.';
  if (error.code === 'TAG_RESOLVE_FAILED') return 'Remove the tag.';
  return 'Correct the YAML here, or in the line before. Text with ": ", " #", "{" or "*" needs quotes.';
}
