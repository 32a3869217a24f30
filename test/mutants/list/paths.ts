import type { Mutant } from '../mutant.ts';

const STEPS = 'rules/src/engine/steps';
const TARGET = {
  file: 'rules/src/engine/target/target.ts',
  tests: ['test/rules/engine/target/target.test.ts'],
} as const;
const PATH = { ...TARGET, file: 'rules/src/engine/target/path-form.ts' } as const;
const SPELLED = {
  file: `${STEPS}/spelled-route.ts`,
  tests: ['test/rules/engine/steps/spelled-route.test.ts'],
} as const;
const READINGS = { ...SPELLED, file: 'rules/src/engine/target/readings.ts' } as const;

/** How paths are read. */
export const PATHS: readonly Mutant[] = [
  {
    ...PATH,
    id: 'target: marks that take quadratic time to order',
    find: "if (STACKED_MARKS.test(decoded)) return 'too many combining marks';",
    replace: '',
  },
  { ...PATH, id: 'path: back-slashes', find: "if (path.includes('\\\\')) return 'back-slash';", replace: '' },
  {
    ...PATH,
    id: 'path: parameters',
    find: "semicolons: (segment) => segment.includes(';')",
    replace: 'semicolons: () => false',
  },
  { ...PATH, id: 'path: encoded slashes', find: '/%2F/i.test(segment)', replace: '/%2F$/.test(segment)' },
  { ...PATH, id: 'path: encoded delimiters', find: '/%(?:23|3[BF]|5C|', replace: '/%(?:23|5C|' },
  { ...PATH, id: 'path: encodings in encodings', find: '|25[0-9A-F]{2})/i', replace: '|25[0-9]{2})/i' },
  { ...PATH, id: 'path: encodings made by decoding', find: "? null : 'double encoding'", replace: '? null : null' },
  { ...PATH, id: 'path: empty segments', find: "return 'empty segment';", replace: 'continue;' },
  { ...PATH, id: 'path: dot segments', find: "if (ONLY_DOTS.test(segment)) return 'dot segment';", replace: '' },
  {
    ...PATH,
    id: 'path: dots at the end',
    find: "dots: (segment) => segment.endsWith('.')",
    replace: 'dots: () => false',
  },
  { ...PATH, id: 'path: overlong UTF-8', find: "return 'overlong UTF-8';", replace: 'return null;' },
  { ...PATH, id: 'path: not UTF-8', find: 'decodedUtf8(segment) === null,', replace: 'false,' },
  {
    ...TARGET,
    id: 'path: letters beside bytes that are not UTF-8',
    find: 'return problem === null ? { scheme',
    replace: 'return true ? { scheme',
  },
  { ...SPELLED, id: 'spelling: kept by no route', find: 'if (missing !== undefined) return missing;', replace: '' },
  { ...SPELLED, id: 'spelling: another route', find: 'other === route && !', replace: '!' },
  { ...SPELLED, id: "spelling: the gateway's own paths", find: ' && !isGatewayPath(path)', replace: '' },
  {
    ...READINGS,
    id: 'readings: malformed ones',
    find: 'if (problem !== null) return',
    replace: 'if (false) return',
  },
  { ...READINGS, id: 'readings: without end', find: 'if (readings.size === MAX_READINGS)', replace: 'if (false)' },
  {
    ...TARGET,
    id: 'path: any length',
    find: "if (url.length - pathStart > MAX_TARGET_CHARACTERS) return refuse('target_too_long');",
    replace: '',
  },
];
