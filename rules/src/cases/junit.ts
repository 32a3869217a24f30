import type { Coverage } from './coverage.ts';
import type { CaseResult } from './run-cases.ts';

/** The results of one file of cases. */
export interface FileResults {
  readonly file: string;
  readonly results: readonly CaseResult[];
}

/** XML 1.0 has no place for these, not even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** The results in the XML that CI systems read as JUnit's: one suite a file, and coverage as a suite of its own. */
export function junitXml(files: readonly FileResults[], coverage: Coverage, failUnder: number | null): string {
  const suites = files.map(({ file, results }) => suite(file, results.map(caseElement)));
  if (failUnder !== null) suites.push(suite('coverage', [coverageElement(coverage, failUnder)]));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`;
}

interface Element {
  readonly xml: string;
  readonly failed: boolean;
}

function suite(name: string, elements: readonly Element[]): string {
  const failures = elements.filter(({ failed }) => failed).length;
  const head = `  <testsuite name="${escaped(name)}" tests="${elements.length}" failures="${failures}">`;
  return [head, ...elements.map(({ xml }) => xml), '  </testsuite>'].join('\n');
}

function caseElement({ testCase, differences }: CaseResult): Element {
  const [file, line] = [
    testCase.at.slice(0, testCase.at.lastIndexOf(':')),
    testCase.at.slice(testCase.at.lastIndexOf(':') + 1),
  ];
  const head = `    <testcase classname="${escaped(file)}" name="${escaped(testCase.title)}" file="${escaped(file)}" line="${line}"`;
  const text = differences
    .map(({ what, expected, actual }) => `${what}: expected ${expected}, got ${actual}`)
    .join('\n');
  return element(head, text);
}

function coverageElement({ covered, total, percent, missing }: Coverage, failUnder: number): Element {
  const head = `    <testcase classname="coverage" name="at least ${failUnder} %"`;
  const text = missing.map((item) => `${item.at} ${item.text}`).join('\n');
  return element(head, percent < failUnder ? `${covered} of ${total}, ${percent} %\n${text}` : '');
}

function element(head: string, failure: string): Element {
  if (failure === '') return { xml: `${head}/>`, failed: false };
  const message = failure.split('\n', 1)[0] ?? '';
  return {
    xml: `${head}>\n      <failure message="${escaped(message)}">${escaped(failure)}</failure>\n    </testcase>`,
    failed: true,
  };
}

function escaped(text: string): string {
  return text.replace(NOT_XML, '\uFFFD').replace(/[&<>"\n\r\t]/g, (character) => ENTITIES[character] ?? character);
}
