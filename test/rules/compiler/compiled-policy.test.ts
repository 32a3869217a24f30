import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson, compileRules } from '../../../rules/src/compiler/index.ts';
import { DEFAULT_COOKIES, type Policy } from '../../../rules/src/policy/index.ts';
import { BASE_RULES, edited, readBaseFile } from './base-rules.ts';

function compiled(text: string): Policy {
  const result = compileRules({ file: 'rules/gateway.yaml', text, readFile: readBaseFile });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.policy;
}

describe('a compiled policy', () => {
  it('carries the SHA-256 of everything else as its digest', () => {
    const { digest, ...rest } = compiled(BASE_RULES);
    expect(digest).toBe(createHash('sha256').update(canonicalJson(rest)).digest('hex'));
    expect(compiled(edited('actAs: never', 'actAs: allowed')).digest).not.toBe(digest);
  });

  it('fills in what a route leaves out', () => {
    const text = edited('development:\n', '  - { id: home, path: /, access: { roles: any } }\ndevelopment:\n');
    expect(compiled(text).routes.at(-1)).toMatchObject({
      segments: [],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      access: { kind: 'roles', roles: 'any', stepUp: null, addresses: null, actAs: 'read-only' },
      origin: 'app',
      signIn: false,
      limits: [],
      revocation: 'within-1s',
      audit: 'refusals',
      maxBodyBytes: 1_048_576,
      timeoutMs: null,
      cache: 'private',
      cookies: DEFAULT_COOKIES,
    });
  });

  it('asks for any second factor where a step-up names no method', () => {
    const [, , invoices] = compiled(edited('within: 15m, methods: [otp]', 'within: 15m')).routes;
    const methods = invoices?.access.kind === 'roles' ? invoices.access.stepUp?.methods : [];
    expect(methods).toEqual(expect.arrayContaining(['otp', 'hwk', 'mfa']));
    for (const weak of ['pwd', 'pin', 'sms', 'tel', 'kba']) expect(methods).not.toContain(weak);
  });

  it('brings HEAD with GET, in one order', () => {
    expect(compiled(edited('[GET, POST]', '[POST, GET]')).routes[2]?.methods).toEqual(['GET', 'HEAD', 'POST']);
  });

  it.each([
    ['5 per 1m, by: [user]', 'exact'],
    ['60 per 1m, by: [user]', 'exact'],
    ['61 per 1m, by: [user]', 'leased'],
    ['6000 per 1m, by: [address]', 'exact'],
    ['6000 per 1m, by: [address], counting: leased', 'leased'],
  ])('counts %s as %s', (quota, counting) => {
    expect(compiled(edited('600 per 1m, by: [tenant, user]', quota)).limits['api']?.counting).toBe(counting);
  });

  it.each([
    ['', 64],
    ['ipv6PrefixLength: 64, ', 64],
    ['ipv6PrefixLength: 56, ', 56],
    ['ipv6PrefixLength: 32, ', 32],
  ])('counts IPv6 addresses with %j by /%i', (setting, expected) => {
    const { limits } = compiled(edited('by: [address], count', `by: [address], ${setting}count`));
    expect(limits['sign-in']?.ipv6PrefixLength).toBe(expected);
    expect(limits['api']?.ipv6PrefixLength).toBe(64);
  });

  it('reads hosts and ports', () => {
    const { hosts, development } = compiled(BASE_RULES);
    expect(hosts.map(({ labels, port }) => ({ labels, port }))).toEqual([
      { labels: [null, 'app', 'example', 'com'], port: null },
      { labels: ['app', 'example', 'com'], port: null },
    ]);
    expect(development).toMatchObject({
      hosts: [{ labels: ['localhost'], port: 8787 }],
      originUrls: { app: 'http://localhost:8788' },
    });
  });

  it('reads a service binding as the target of an origin', () => {
    const text = edited('url: https://app-origin.example.com', 'service: APP');
    expect(compiled(text).origins['app']?.target).toEqual({ kind: 'service', binding: 'APP' });
  });

  it('reads whether an app gets Forwarded: only where it says so', () => {
    const saying = (value: string) => edited('context: HS256', `context: HS256\n    forwarded: ${value}`);
    expect(compiled(BASE_RULES).origins['app']?.forwarded).toBe(false);
    expect(compiled(saying('false')).origins['app']?.forwarded).toBe(false);
    expect(compiled(saying('true')).origins['app']?.forwarded).toBe(true);
    const result = compileRules({ file: 'r/gateway.yaml', text: saying('always'), readFile: readBaseFile });
    expect(result).toMatchObject({ ok: false, problems: [{ line: 18 }] });
  });

  it('reads an address file, with comments, into merged ranges', () => {
    const text = '# why\n10.0.0.0/9 # one half\n\n10.128.0.0/9\r\n2001:db8::1\n';
    const result = compileRules({ file: 'r/gateway.yaml', text: BASE_RULES, readFile: () => text });
    expect(result).toMatchObject({
      policy: { addresses: { none: { v4: [0x0a000000, 0x0affffff], v6: [0x20010db8, 0, 0, 1, 128] } } },
    });
  });

  it('reports mistakes of an address file at their place in that file', () => {
    const result = compileRules({
      file: 'r/gateway.yaml',
      text: BASE_RULES,
      readFile: () => '# why\n  10.0.0.1/8 # x\n',
    });
    expect(result).toMatchObject({
      problems: [
        {
          file: 'r/addresses/none.txt',
          line: 2,
          column: 3,
          fix: 'Write 10.0.0.0/8 for the network, or the address without its length.',
        },
      ],
    });
  });
});
