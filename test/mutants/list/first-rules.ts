import type { Mutant } from '../mutant.ts';

/** What rules that are proposed from a log must not open, and must not show. */
export const FIRST_RULES: readonly Mutant[] = [
  {
    id: 'init: what scanners got becomes a route',
    file: 'cli/src/init/evidence/collect-evidence.ts',
    find: 'survey.isScanner(request.address) || survey.isTried(request.target)',
    replace: 'request.status === 0',
    tests: ['test/cli/init/attacks.test.ts'],
  },
  {
    id: 'init: an answer to all paths is evidence',
    file: 'cli/src/init/evidence/collect-evidence.ts',
    find: 'if (survey.answersToAll.includes(request))',
    replace: 'if (request.status === 0)',
    tests: ['test/cli/init/attacks.test.ts'],
  },
  {
    id: 'init: hidden files are routes',
    file: 'cli/src/init/evidence/collect-evidence.ts',
    find: '!isRefused && isHiddenFile(judged.path)',
    replace: 'isRefused && isHiddenFile(judged.path)',
    tests: ['test/cli/init/attacks.test.ts'],
  },
  {
    id: 'init: odd spellings are evidence',
    file: 'cli/src/init/evidence/collect-evidence.ts',
    find: 'canonical.odd !== undefined ||',
    replace: '',
    tests: ['test/cli/init/attacks.test.ts'],
  },
  {
    id: 'init: secrets in paths are words',
    file: 'cli/src/init/evidence/segment-kind.ts',
    find: "return isWord(segment) ? 'word' : 'token';",
    replace: "return 'word';",
    tests: ['test/cli/init/attacks.test.ts'],
  },
  {
    id: 'init: undecided is public',
    file: 'cli/src/init/proposal/propose-access.ts',
    find: "of each' };\n  return { kind: 'undecided' };",
    replace: "of each' };\n  return { kind: 'public', because: 'nothing' };",
    tests: ['test/cli/init/init.test.ts'],
  },
  {
    id: 'init: hosts share routes that one has',
    file: 'cli/src/init/rules-text.ts',
    find: 'seen.length === all.length ? [] : seen',
    replace: 'seen.length > 0 ? [] : seen',
    tests: ['test/cli/init/init.test.ts'],
  },
  {
    id: 'init: another page for a user is public',
    file: 'cli/src/init/sources/crawl.ts',
    find: 'other.status !== answer.status || other.body === answer.body',
    replace: 'other.status > 0',
    tests: ['test/cli/init/crawl.test.ts'],
  },
  {
    id: 'init: overwrites rules',
    file: 'cli/src/commands/init.ts',
    find: 'existsSync(options.out) && options.force === undefined',
    replace: 'existsSync(options.out) && options.json === undefined && options.gateway === ""',
    tests: ['test/cli/init/init.test.ts'],
  },
];
