import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { setForwardingHeaders } from '../../worker/core/headers/index.ts';

const [paragraph = ''] =
  /^\*\*Where a request came from\.\*\*[\s\S]*?(?=\n\n)/m.exec(readFileSync('docs/rules.md', 'utf8')) ?? [];
const [everyApp = '', onRequest = '', ofTraces = ''] = paragraph.split(
  /(?=With `forwarded: true`|The gateway begins no)/,
);

const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/`([A-Za-z-]+)`/g)].map(([, name = '']) => name.toLowerCase()).sort();

/** Headers that an app gets beside its context. */
function sent(forwarded: boolean, traceparent: string | null): readonly string[] {
  const inbound = new Headers(traceparent === null ? {} : { traceparent, tracestate: 'a=1' });
  const headers = setForwardingHeaders(inbound, {
    target: { scheme: 'https', host: 'app.example', path: '/', query: '' },
    context: 'signed',
    clientAddress: '192.0.2.1',
    upgradesToWebSocket: false,
    traceparent,
    references: [],
    origin: { path: null, forwarded },
    changes: null,
    identity: [],
    originBase: 'https://origin.example',
  });
  headers.delete('portcullis-context');
  return [...headers.keys()];
}

test('docs/rules.md names the headers that say where a request came from', () => {
  expect(sent(false, null)).toEqual(namesIn(everyApp));
  expect(sent(true, null)).toEqual([...namesIn(everyApp), ...namesIn(onRequest)].sort());
});

test('docs/rules.md says what becomes of a trace', () => {
  const trace = namesIn(ofTraces);
  expect(trace).toEqual(['traceparent', 'tracestate']);
  const readable = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  expect(sent(false, readable)).toEqual([...sent(false, null), ...trace].sort());
  expect(sent(false, 'unreadable')).toEqual(sent(false, null));
  expect(sent(false, null)).not.toContain('traceparent');
});
