import { describe, expect, test } from 'vitest';
import { responsePolicyOf } from '../../../support/response-policy.ts';
import { advised, routeOf, said } from './written.ts';

function saidOf(policy: string): string[] {
  const headers = responsePolicyOf([
    ['content-security-policy', policy],
    ['x-content-type-options', 'nosniff'],
  ]);
  const all = said(advised({ routes: [routeOf('/x', { headers }), routeOf('/y', { headers })] }));
  return all.filter((line) => line.startsWith('csp_bypass '));
}

describe('hosts of scripts', () => {
  test.each([
    ['https://cdnjs.cloudflare.com', 'cdnjs.cloudflare.com'],
    ['ajax.googleapis.com', 'ajax.googleapis.com'],
    ['https://*.googleapis.com', 'googleapis.com'],
    ['https://www.google.com', 'www.google.com'],
    ['https://cdn.jsdelivr.net:443', 'cdn.jsdelivr.net'],
    ['https://unpkg.com', 'unpkg.com'],
    ['https://*.esm.sh/stable/', 'esm.sh'],
  ])('with a known bypass: %s', (source, host) => {
    for (const directive of ['script-src', 'script-src-elem', 'default-src']) {
      const found = saidOf(`${directive} 'self' ${source}`);
      expect(found).toEqual([expect.stringMatching(/^csp_bypass rules\.yaml:30 /)]);
      expect(found[0]).toContain(`${source} in ${directive}: `);
      expect(found[0]).toContain(host);
    }
  });

  test.each([
    "script-src 'self'",
    "script-src 'none'",
    "script-src 'self' https://cdn.example.com",
    "default-src https://cdnjs.cloudflare.com; script-src 'self'",
    "script-src 'self'; style-src https://cdnjs.cloudflare.com; img-src https://unpkg.com",
    // Browsers ignore hosts beside 'strict-dynamic'.
    "script-src 'strict-dynamic' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' https://cdnjs.cloudflare.com https://unpkg.com",
    // The file that makes it a bypass lies elsewhere.
    "script-src 'self' https://cdnjs.cloudflare.com/ajax/libs/react/",
    '',
  ])('without one: %s', (policy) => {
    expect(saidOf(policy)).toEqual([]);
  });
});
