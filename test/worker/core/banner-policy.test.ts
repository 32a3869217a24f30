import { describe, expect, test } from 'vitest';
import { BANNER_SCRIPT_HASH, BANNER_STYLE_HASH } from '../../../worker/core/act-as/banner-assets.ts';
import { allowBanner } from '../../../worker/core/act-as/banner-policy.ts';

const END = 'https://acme.app.example/.portcullis/sign-out';
const STYLE = `'${BANNER_STYLE_HASH}'`;
const SCRIPT = `'${BANNER_SCRIPT_HASH}'`;

function allowed(policy: string): readonly [policy: string | null, canEnd: boolean] {
  const headers = new Headers({ 'content-security-policy': policy });
  const canEnd = allowBanner(headers, END);
  return [headers.get('content-security-policy'), canEnd];
}

test.each([
  ["default-src 'none'", `default-src 'none'; style-src-elem ${STYLE}; script-src-elem ${SCRIPT}`],
  [
    "default-src 'self' x.example",
    `default-src 'self' x.example; style-src-elem 'self' x.example ${STYLE}; script-src-elem 'self' x.example ${SCRIPT}`,
  ],
  ["style-src 'none'; script-src 'self'", `style-src ${STYLE}; script-src 'self' ${SCRIPT}`],
  ["style-src 'self'; style-src-elem 'none'", `style-src 'self'; style-src-elem ${STYLE}`],
  ["Script-Src 'nonce-a'", `script-src 'nonce-a' ${SCRIPT}`],
  ["form-action 'none'", `form-action ${END}`],
  ["form-action 'self'; img-src *", `form-action 'self' ${END}; img-src *`],
  // A hash would switch it off.
  ["style-src 'unsafe-inline'; script-src 'UNSAFE-INLINE'", "style-src 'unsafe-inline'; script-src 'UNSAFE-INLINE'"],
  ["default-src 'unsafe-inline'", "default-src 'unsafe-inline'"],
  ["script-src 'unsafe-inline' 'nonce-a'", `script-src 'unsafe-inline' 'nonce-a' ${SCRIPT}`],
  ["script-src 'unsafe-inline' 'strict-dynamic'", `script-src 'unsafe-inline' 'strict-dynamic' ${SCRIPT}`],
  ["frame-ancestors 'none'", "frame-ancestors 'none'"],
  ["require-trusted-types-for 'script'", "require-trusted-types-for 'script'"],
  ["style-src 'none', script-src 'none'", `style-src ${STYLE}, script-src ${SCRIPT}`],
])('%s', (policy, widened) => expect(allowed(policy)).toEqual([widened, true]));

describe('a page in a sandbox', () => {
  test.each([
    ['sandbox', false],
    ['sandbox allow-forms', false],
    ['sandbox allow-same-origin allow-forms', true],
    ["sandbox allow-forms allow-same-origin, default-src 'self'; sandbox", false],
  ])('%s sends forms: %s', (policy, canEnd) => expect(allowed(policy)[1]).toBe(canEnd));
});

test('policies that only report do not report the banner', () => {
  const headers = new Headers({ 'content-security-policy-report-only': "default-src 'none'; report-to portcullis" });
  expect(allowBanner(headers, END)).toBe(true);
  expect(headers.get('content-security-policy-report-only')).toBe(
    `default-src 'none'; report-to portcullis; style-src-elem ${STYLE}; script-src-elem ${SCRIPT}`,
  );
  expect(headers.has('content-security-policy')).toBe(false);
});
