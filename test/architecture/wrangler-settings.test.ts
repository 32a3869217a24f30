import { describe, expect, test } from 'vitest';
import { readProjectFile } from './sources.ts';
import { openDoors } from './wrangler-settings.ts';

const toml = readProjectFile('wrangler.toml');

test('no second address leads to the gateway', () => {
  expect(openDoors(toml)).toEqual([]);
});

test('the state is kept by SQLite, and the rules are compiled before every build', () => {
  expect(toml).toMatch(/^new_sqlite_classes = \["GateState"\]$/m);
  expect(toml).toMatch(/^\[build\]\ncommand = "npm run rules"$/m);
});

describe('it notices', () => {
  test.each([
    ['workers_dev = true\npreview_urls = false', 'workers_dev is not false'],
    ['workers_dev = false', 'preview_urls is not false'],
    ['# workers_dev = false\npreview_urls = false', 'workers_dev is not false'],
    ['preview_urls = false\n[vars]\nworkers_dev = false', 'workers_dev is not false'],
    [
      'workers_dev = false\npreview_urls = false\n[env.staging]\nworkers_dev = true',
      'an environment of its own may set them again',
    ],
    [
      'workers_dev = false\npreview_urls = false\n[vars]\nPORTCULLIS_ENV = "development"',
      'a secret or the environment is set in the file',
    ],
    [
      'workers_dev = false\npreview_urls = false\n[vars]\nADMIN_KEYS = "x"',
      'a secret or the environment is set in the file',
    ],
  ])('%j', (text, problem) => expect(openDoors(text)).toEqual([problem]));
});
