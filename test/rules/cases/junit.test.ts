import { expect, test } from 'vitest';
import { coverageOf, junitXml } from '../../../rules/src/cases/index.ts';
import { resultsOf, shopEngine } from './shop-rules.ts';

const results = resultsOf(
  'name: "a <b> & \\"c\\"\\t\\x01", request: GET /, expect: allow',
  'request: GET /orders, expect: allow',
);
const coverage = coverageOf(shopEngine(), results);

test('one suite a file, with its failures', () => {
  expect(junitXml([{ file: 'a&b.yaml', results }], coverage, null)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="a&amp;b.yaml" tests="2" failures="1">
    <testcase classname="shop.test.yaml" name="a &lt;b&gt; &amp; &quot;c&quot;&#9;\uFFFD: GET / as nobody" file="shop.test.yaml" line="8"/>
    <testcase classname="shop.test.yaml" name="GET /orders as nobody" file="shop.test.yaml" line="9">
      <failure message="expect: expected allow, got refuse: session_missing">expect: expected allow, got refuse: session_missing</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
});

test('the coverage is a case of its own where a least one is asked', () => {
  const failing = junitXml([], coverage, 100);
  expect(failing).toContain('<testsuite name="coverage" tests="1" failures="1">');
  expect(failing).toContain(`shop.yaml:3 host shop.example.com: is asked`);
  expect(junitXml([], coverage, 0)).toContain('<testsuite name="coverage" tests="1" failures="0">');
});
