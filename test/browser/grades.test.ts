import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Policy } from '../../rules/src/policy/index.ts';
import { PROFILES } from '../../rules/src/settings/headers/profiles.ts';
import { shippedPolicyWith, startFreightBehindGateway } from '../support/freight.ts';
import { markdownTable } from '../support/markdown-table.ts';
import { ofFile } from '../support/of-file.ts';
import { askForPage, EVALUATOR, type GradedPage, OBSERVATORY, policyFindings, scoresOf } from './grades.ts';

const DOCUMENT = 'docs/headers.md';
const SIGN_IN = '/sign-in';
const HASH = 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
const BRAND: NonNullable<Policy['pages']> = {
  name: 'Cargoline',
  logo: 'data:image/png;base64,iVBORw0KGgo=',
  color: { value: '#0b6e4f', sheet: '', hash: HASH },
  support: { kind: 'url', url: 'https://help.example.com' },
  links: [],
  at: 'gateway.yaml:1',
};

/** A page of the example app, requested by a user with a role, or without a session. */
type PageOf = (path: string, role: string | null) => Promise<GradedPage>;

async function exampleUnder(policy: Policy): Promise<PageOf> {
  const { gateway } = ofFile(await startFreightBehindGateway(policy), (site) => site.stop());
  const { port } = gateway;
  return async (path, role) => {
    const cookie = role === null ? null : await gateway.mint.cookie({ roles: [role] });
    const cookies = cookie === null ? [] : [`${cookie}; Path=/; Secure; HttpOnly; SameSite=Lax`];
    return { port, host: `acme.localhost:${port}`, path, cookies };
  };
}

const strict = await exampleUnder({ ...shippedPolicyWith('strict'), pages: BRAND });

describe(`MDN's HTTP Observatory ${OBSERVATORY}`, () => {
  test('gives every page of the example at least 135 under strict', async () => {
    const paths = ['/', '/loads', '/invoices', '/drivers', '/documents', '/settings'];
    const pages = [strict(SIGN_IN, null), ...paths.map((path) => strict(path, 'owner'))];
    const scores = await scoresOf(await Promise.all(pages));
    expect(scores.filter(({ score }) => score < 135)).toEqual([]);
    expect(scores).toHaveLength(pages.length);
  });

  test('gives the example, under each profile, what the documents say (UPDATE_DOCS=1 writes it)', async () => {
    const pages: GradedPage[] = [];
    for (const profile of Object.keys(PROFILES)) {
      const pageOf = profile === 'strict' ? strict : await exampleUnder(shippedPolicyWith(profile));
      pages.push(await pageOf(SIGN_IN, null), await pageOf('/', 'owner'));
    }
    const scores = (await scoresOf(pages)).map(({ score, grade }) => `${score}, ${grade}`);
    const rows = Object.keys(PROFILES).map((profile, i) => [`\`${profile}\``, ...scores.slice(2 * i, 2 * i + 2)]);
    const table = markdownTable([['profile', 'page to sign in', 'page of a signed-in user'], ...rows]);
    console.log(`MDN's HTTP Observatory ${OBSERVATORY}, the example app:\n${table}`);
    const page = readFileSync(DOCUMENT, 'utf8');
    const current = page.replace(/\| profile +\| page to sign in[\s\S]*?(?=\n\n)/, table);
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(DOCUMENT, current);
    expect(process.env['UPDATE_DOCS'] === '1' ? current : page).toBe(current);
    expect(page).toContain(`HTTP Observatory ${OBSERVATORY}`);
  });
});

describe(`csp_evaluator ${EVALUATOR}`, () => {
  test.each([SIGN_IN, '/', '/loads', '/api/loads', '/assets/app.js'])(
    'objects to nothing under strict: %s',
    async (path) => {
      const reply = await askForPage(await strict(path, path === SIGN_IN ? null : 'owner'));
      expect([reply.status, policyFindings(reply)]).toEqual([200, []]);
    },
  );

  test.each([
    [401, '/', null],
    [403, '/invoices', 'driver'],
    [404, '/nothing', 'owner'],
  ])("objects to nothing of the gateway's own pages: %s", async (status, path, role) => {
    const reply = await askForPage(await strict(path, role));
    expect([reply.status, policyFindings(reply)]).toEqual([status, []]);
    expect(reply.header('content-security-policy')).toContain(HASH);
  });

  test.each([
    ["script-src 'self' 'unsafe-inline'; object-src 'none'", ["script-src: 'unsafe-inline' allows"]],
    [
      "frame-ancestors 'none'",
      ['object-src: Missing object-src allows', 'script-src: script-src directive is missing'],
    ],
  ])('objects to %s', (policy, findings) => {
    expect(policyFindings({ headers: { 'content-security-policy': [policy] } })).toEqual(
      findings.map((start) => expect.stringContaining(start)),
    );
  });
});
