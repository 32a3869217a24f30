import { readFileSync } from 'node:fs';
import { LINE_PARSERS, type LoggedRequest } from '@portcullis/rules/analysis';
import type { Policy } from '@portcullis/rules/policy';
import { afterAll, describe, expect, test } from 'vitest';
import { createJudge } from '../../../rules/src/analysis/replay/judge.ts';
import { createLogFolder } from './log-folder.ts';

/**
 * Logs of real apps, each behind nginx, used by Chromium and by its own clients while a scanner tried the same host. Of every
 * request, a person has written down what it is; the rules that `init` proposes must decide so.
 */
const LOGS = 'test/vectors/init';
const APPS = ['jupyter', 'mediawiki', 'node-red'] as const;
const LEAST_SHARE = 0.99;
/** All requests that are decided otherwise. */
const MISTAKES: Readonly<Record<(typeof APPS)[number], readonly string[]>> = {
  // It checks the page that leads to a download, and so refused all of them; and a request that it has no file for.
  jupyter: ['GET /files/main/data.csv 403'],
  // A title with a question mark: to let it through is an opening that a person writes.
  mediawiki: ['GET /index.php/Who_is_who%3F 200'],
  'node-red': [],
};

/** `asset`: may be public. `app`: passes for someone, and is not public. `none`: is refused. */
type Truth = 'asset' | 'app' | 'none';

const folder = createLogFolder();
afterAll(() => folder.remove());

describe.each(APPS)('%s', (app) => {
  test('its requests are decided as a person would decide them', async () => {
    const host = `${app}.example.com`;
    await folder.init(`${LOGS}/${app}.log`, '--host', host);
    const judge = judgeOf(folder.policy(), host);
    const truth = truthOf(app);
    const requests = requestsOf(app);
    const wrong = requests.filter((request) => !agrees(judge(request), truth(request)));
    const share = 1 - wrong.length / requests.length;
    expect(shown(wrong)).toEqual(MISTAKES[app]);
    expect(share).toBeGreaterThanOrEqual(LEAST_SHARE);
    // What is not the app's never passes, and what is not an asset is never public.
    expect(shown(wrong.filter((request) => judge(request) !== 'none'))).toEqual([]);
  });
});

/** Rules of what some users did must do for others: so much of it passes. */
const LEAST_SHARE_OF_OTHERS = 0.98;

test.each([
  ['jupyter', '203.0.113.21'],
  ['mediawiki', '203.0.113.12'],
  ['node-red', '203.0.113.31'],
] as const)('the rules of what one user of %s did hold for the others', async (app, user) => {
  const host = `${app}.example.com`;
  const text = readFileSync(`${LOGS}/${app}.log`, 'utf8').split('\n');
  const isOther = (line: string): boolean => /^203\./.test(line) && !line.startsWith(`${user} `);
  const editor = app === 'mediawiki' ? '203.0.113.11 ' : 'none';
  await folder.init(
    folder.write(`${app}.log`, ...text.filter((line) => !isOther(line) || line.startsWith(editor))),
    '--host',
    host,
  );
  const judge = judgeOf(folder.policy(), host);
  const truth = truthOf(app);
  const others = text.filter(isOther).flatMap(parsed);
  const right = others.filter((request) => agrees(judge(request), truth(request)));
  expect(right.length / others.length).toBeGreaterThanOrEqual(LEAST_SHARE_OF_OTHERS);
});

function agrees(decided: Truth, truth: Truth): boolean {
  return decided === truth || (truth === 'asset' && decided === 'app');
}

function judgeOf(policy: Policy, host: string): (request: LoggedRequest) => Truth {
  const judge = createJudge(policy);
  return (request) => {
    const { enforced } = judge(request, { host, scheme: 'https', timeSeconds: null });
    // The role that no session has stands for those who may come.
    if (enforced.everyone) return 'asset';
    return enforced.roles.length > 0 ? 'app' : 'none';
  };
}

/** The first line of the table that fits; methods in a list, `*` for a segment, `**` for the rest. */
function truthOf(app: string): (request: LoggedRequest) => Truth {
  const lines = readFileSync(`${LOGS}/${app}.truth`, 'utf8')
    .split('\n')
    .filter((line) => /^(?:asset|app) /.test(line));
  const rows = lines.map((line) => {
    const [kind = '', methods = '', pattern = ''] = line.split(/ +/);
    return { kind: kind as Truth, methods: methods.split(','), segments: pattern.split('/') };
  });
  return ({ method, target }) => {
    const path = target.replace(/\?.*/s, '').split('/');
    if (/\/\/|;|%00|\.\./.test(target) || isScan(target)) return 'none';
    return rows.find(({ methods, segments }) => methods.includes(method) && fits(segments, path))?.kind ?? 'none';
  };
}

/** What the scanner asked below a folder of the app. */
function isScan(target: string): boolean {
  return /phpunit/.test(target);
}

function fits(pattern: readonly string[], path: readonly string[]): boolean {
  if (pattern.at(-1) === '**') return pattern.slice(0, -1).every((segment, index) => isLike(segment, path[index]));
  return pattern.length === path.length && pattern.every((segment, index) => isLike(segment, path[index]));
}

function isLike(segment: string, given: string | undefined): boolean {
  return segment === given || (segment === '*' && given !== undefined && given !== '');
}

function requestsOf(app: string): readonly LoggedRequest[] {
  return readFileSync(`${LOGS}/${app}.log`, 'utf8').split('\n').flatMap(parsed);
}

function parsed(line: string): readonly LoggedRequest[] {
  const entry = LINE_PARSERS.combined(line);
  return entry.kind === 'request' ? [entry.request] : [];
}

function shown(requests: readonly LoggedRequest[]): readonly string[] {
  return [...new Set(requests.map(({ method, target, status }) => `${method} ${target} ${status}`))];
}
