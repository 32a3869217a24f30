import { createHash } from 'node:crypto';
import { REASONS, type Reason, type Refusal } from '@portcullis/rules/engine';
import type { PagesRule } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { GATEWAY_HEADERS } from '../../../worker/core/headers/gateway-headers.ts';
import { allowOnPage } from '../../../worker/core/pages/page-policy.ts';
import { STYLE } from '../../../worker/core/pages/page-style.ts';
import { PAGE_TEXTS } from '../../../worker/core/pages/texts/index.ts';
import { type RefusalPageRequest, refusalResponse } from '../../../worker/core/refusals/refusal-response.ts';

const ID = '3f9a2c1b-7d40-4e1a-9c55-0a1b2c3d4e5f';
const SHEET = ':root{--brand:#0b6e4f;--on-brand:#fff;--accent:#0b6e4f}';
const BRAND: PagesRule = {
  name: 'Northwind',
  logo: 'data:image/png;base64,iVBORw0KGgo=',
  color: { value: '#0b6e4f', sheet: SHEET, hash: 'sha256-brand' },
  support: { kind: 'email', email: 'help@northwind.example' },
  links: [{ text: 'Privacy', url: 'https://northwind.example/privacy' }],
  at: 'rules.yaml:3',
};
const PAGE: RefusalPageRequest = {
  texts: PAGE_TEXTS.en,
  brand: null,
  toMember: true,
  nonce: 'bm9uY2U=',
  ways: {
    signInHref: '/sign-in?next=%2Finvoices%2F7',
    homeHref: '/',
    backHref: null,
    upHref: '/invoices',
    canAskAgain: true,
  },
};

function pageOf(reason: Reason, changes: Partial<RefusalPageRequest> = {}): Promise<string> {
  // As a refusal for any reason reads: what it carries besides is not for the page.
  const refusal = { reason, at: null } as Refusal;
  const request = { requestId: ID, gateway: 'acme-edge', takesBasic: false, withBody: true, httpsUrl: null };
  return refusalResponse(refusal, { ...request, page: { ...PAGE, ...changes } }).text();
}

test('the page in English, as it is sent', async () => {
  const page = (await pageOf('role_missing', { brand: BRAND })).replace(STYLE, '/* the style sheet */');
  expect(page.replaceAll('><', '>\n<')).toMatchInlineSnapshot(`
    "<!doctype html>
    <html lang="en" dir="ltr">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>You cannot open this page · Northwind</title>
    <style>/* the style sheet */</style>
    <style>:root{--brand:#0b6e4f;--on-brand:#fff;--accent:#0b6e4f}</style>
    </head>
    <body>
    <header>
    <img src="data:image/png;base64,iVBORw0KGgo=" alt="Northwind">
    </header>
    <main>
    <svg viewBox="0 0 24 24" aria-hidden="true">
    <circle cx="12" cy="12" r="9"/>
    <path d="M5.7 5.7l12.6 12.6"/>
    </svg>
    <h1>You cannot open this page</h1>
    <p>If you think you should have access, please contact your administrator and quote the reference below.</p>
    <div class="actions">
    <a href="/">Go to the start page</a>
    <a href="/invoices">Up one level</a>
    </div>
    </main>
    <footer>
    <p class="links">
    <a href="mailto:help@northwind.example?subject=403%203f9a2c1b-7d40-4e1a-9c55-0a1b2c3d4e5f">Contact support</a>
    <a href="https://northwind.example/privacy">Privacy</a>
    </p>
    <p>Status 403 · Reference <code>
    <b>3f9a2c1b</b>-7d40-4e1a-9c55-0a1b2c3d4e5f</code>
    </p>
    </footer>
    </body>
    </html>"
  `);
});

describe.each(Object.values(PAGE_TEXTS))('in $language', (texts) => {
  test.each(REASONS)('%s: one title, one main part, and a reference', async (reason) => {
    const page = await pageOf(reason, { texts, brand: BRAND });
    expect(page.match(/<h1>[^<]+<\/h1><p>[^<]+<\/p>/g)).toHaveLength(1);
    expect(page.match(/<main>/g)).toHaveLength(1);
    expect(page).toContain(`<html lang="${texts.language}" dir="ltr">`);
    expect(page).toContain(`<code><b>3f9a2c1b</b>-7d40-4e1a-9c55-0a1b2c3d4e5f</code>`);
    expect(page).not.toMatch(/<script|style=|\son[a-z]+=|undefined|null|http-equiv|<a [^>]*>\s*<\/a>/i);
  });
});

describe('a brand', () => {
  const HOSTILE = `</title></style><script>alert(1)</script>"'&`;

  test('cannot break out of its place', async () => {
    const page = await pageOf('no_route', {
      brand: {
        ...BRAND,
        name: HOSTILE,
        logo: `data:${HOSTILE}`,
        support: { kind: 'url', url: `https://x.example/${HOSTILE}` },
        links: [{ text: HOSTILE, url: `https://x.example/${HOSTILE}` }],
      },
    });
    expect(page).not.toContain('<script');
    const escaped = '&lt;/title&gt;&lt;/style&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;';
    expect(page.split(escaped).length - 1).toBe(6);
  });

  test('nor can an address', async () => {
    const ways = { ...PAGE.ways, upHref: `/a'b"c&d` };
    expect(await pageOf('no_route', { ways })).toContain('href="/a&#39;b&quot;c&amp;d"');
  });

  test('shows its name where it has no logo, and no header where it has neither', async () => {
    expect(await pageOf('no_route', { brand: BRAND })).toContain('alt="Northwind"></header>');
    expect(await pageOf('no_route', { brand: { ...BRAND, logo: null } })).toContain('<header>Northwind</header>');
    expect(await pageOf('no_route', { brand: { ...BRAND, logo: null, name: null } })).not.toContain('<header>');
    expect(await pageOf('no_route')).not.toContain('<header>');
  });

  test('is asked for help with the reference in the subject', async () => {
    expect(await pageOf('no_route', { brand: BRAND })).toContain(
      `<a href="mailto:help@northwind.example?subject=404%20${ID}">Contact support</a>`,
    );
    const support = { kind: 'url', url: 'https://help.northwind.example/' } as const;
    expect(await pageOf('no_route', { brand: { ...BRAND, support } })).toContain(
      '<a href="https://help.northwind.example/">Contact support</a>',
    );
  });
});

describe('ways on', () => {
  const linksOf = async (reason: Reason, ways: Partial<RefusalPageRequest['ways']>): Promise<string[]> => {
    const page = await pageOf(reason, { ways: { ...PAGE.ways, ...ways } });
    return [...page.matchAll(/<a href="([^"]*)">([^<]*)</g)].map(([, href, text]) => `${text}: ${href}`);
  };

  test('back to where the reader came from goes before up', async () => {
    expect(await linksOf('role_missing', { backHref: '/loads?page=2' })).toEqual([
      'Go to the start page: /',
      'Back: /loads?page=2',
    ]);
  });

  test('the start page does not lead to itself', async () => {
    expect(await linksOf('role_missing', { homeHref: null, upHref: null })).toEqual([]);
    expect(await linksOf('session_missing', { homeHref: null, signInHref: null })).toEqual([]);
  });

  test('what may pass can be asked for again, unless that would repeat a change', async () => {
    expect(await linksOf('limit_exceeded', {})).toEqual(['Try again: ', 'Go to the start page: /']);
    expect(await linksOf('limit_exceeded', { canAskAgain: false, backHref: '/form' })).toEqual([
      'Go to the start page: /',
      'Back: /form',
    ]);
  });
});

describe('the policy of a page', () => {
  const policyOf = (brand: PagesRule | null, needs: { nonce?: string; posts?: boolean } = {}) =>
    allowOnPage(new Response(null, { headers: [...GATEWAY_HEADERS].map(([name, value]) => [name, value]) }), {
      brand,
      nonce: needs.nonce ?? null,
      posts: needs.posts ?? false,
    }).headers.get('content-security-policy');
  const own = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

  test('allows the colour by its hash and the logo as data, and is as strict in all else', () => {
    const plain = GATEWAY_HEADERS.find(([name]) => name === 'content-security-policy')?.[1] ?? '';
    expect(policyOf({ ...BRAND, logo: null, color: null })).toBe(plain);
    expect(policyOf({ ...BRAND, color: null })).toBe(`${plain}; img-src data:`);
    expect(plain).toContain(own);
    expect(policyOf({ ...BRAND, logo: null })).toBe(plain.replace(own, `${own} 'sha256-brand'`));
    expect(policyOf(null)).toBe(plain);
  });

  test('allows a sheet of the page by its nonce, and a form of the gateway, only where there is one', () => {
    const plain = policyOf(null) ?? '';
    expect(policyOf(null, { nonce: 'abc' })).toBe(plain.replace(own, `${own} 'nonce-abc'`));
    expect(policyOf(null, { posts: true })).toBe(plain.replace("form-action 'none'", "form-action 'self'"));
  });
});

describe('colours of the style sheet', () => {
  const [light = '', dark = ''] = STYLE.split('@media(prefers-color-scheme:dark)');
  const named = (part: string) =>
    Object.fromEntries([...part.matchAll(/--([a-z-]+):(#[0-9a-f]+)/g)].map(([, name, value]) => [name, value]));
  const themes = { light: named(light), dark: named(dark.slice(0, dark.indexOf('}}'))) };
  const pairs = [
    ['ink', 'card', 4.5],
    ['ink', 'ground', 4.5],
    ['quiet', 'ground', 4.5],
    ['on-brand', 'brand', 4.5],
    // The edge of a button (WCAG 1.4.11).
    ['quiet', 'card', 3],
  ] as const;

  test.each(Object.entries(themes))('%s: enough contrast (WCAG 1.4.3)', (_, theme) => {
    for (const [front, back, least] of pairs) {
      const ratio = contrast(theme[front] ?? '', theme[back] ?? '');
      expect(ratio, `${front} on ${back}`).toBeGreaterThanOrEqual(least);
    }
  });
});

/** WCAG 2.2, contrast ratio of two colours such as `#fff` and `#0b6e4f`. */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(color: string): number {
  const digits = color.slice(1);
  const long = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  expect(long).toMatch(/^[0-9a-f]{6}$/);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const value = Number.parseInt(long.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
