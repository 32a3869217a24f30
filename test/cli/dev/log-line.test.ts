import { expect, test } from 'vitest';
import { shortLogLine } from '../../../cli/src/dev/log-line.ts';

const EVENT = {
  event: 'request',
  time: '2026-11-30T10:11:12.000Z',
  status: 400,
  method: 'GET',
  host: null,
  path: null,
  target: 'http://localhost:8787/a//b',
  reason: 'malformed_path',
  detail: 'empty segment',
  rule: null,
  tenant: null,
  user: null,
  notes: [],
};

test('a request that was refused before it had a path shows its URL', () => {
  expect(shortLogLine(JSON.stringify(EVENT))).toBe(
    '10:11:12 gate  400 GET http://localhost:8787/a//b  anonymous  malformed_path (empty segment)',
  );
});

test('nothing that a client sent moves the cursor or hides a part of the line', () => {
  const line = shortLogLine(JSON.stringify({ ...EVENT, target: 'http://a/\u001b[2J\u202e\n' }));
  expect(line).toContain('http://a/\\u001b[2J\\u202e\\u000a');
  expect(line).toMatch(/^[ -~]*$/);
  expect(shortLogLine('workerd: \u001b[31mred')).toBe('workerd: \\u001b[31mred');
});
