import { type KeyOrder, NEUTRAL } from './case.ts';

/** Keys of the gateway's own pages. */
export const PAGES_ORDERS = {
  pages: {
    told: 'neither',
    looser: 'neutral: looks alone, and pages stay as strict',
    cases: [['pages', undefined, { name: 'Acme' }, NEUTRAL, NEUTRAL]],
  },
  ...pagesKey('pages.name', { name: 'Acme' }, { name: 'Acme Freight' }),
  ...pagesKey('pages.logo', { logo: 'one.svg' }, { logo: 'other.svg' }),
  ...pagesKey('pages.color', { color: '#0b6e4f' }, { color: '#0055aa' }),
  ...pagesKey('pages.support', { name: 'Acme' }, { name: 'Acme', support: { email: 'help@example.com' } }),
  ...pagesKey(
    'pages.support.email',
    { support: { email: 'help@example.com' } },
    { support: { email: 'support@example.com' } },
  ),
  ...pagesKey(
    'pages.support.url',
    { support: { url: 'https://example.com/help' } },
    { support: { email: 'help@example.com' } },
  ),
  ...pagesKey('pages.links', { name: 'Acme' }, { name: 'Acme', links: [linkTo('https://example.com')] }),
  ...pagesKey(
    'pages.links.text',
    { links: [linkTo('https://example.com')] },
    { links: [{ ...linkTo('https://example.com'), text: 'Help' }] },
  ),
  ...pagesKey(
    'pages.links.url',
    { links: [linkTo('https://example.com')] },
    { links: [linkTo('https://example.com/help')] },
  ),
} as const satisfies Readonly<Record<string, KeyOrder>>;

function pagesKey<Key extends string>(key: Key, old: object, next: object): Readonly<Record<Key, KeyOrder>> {
  const order: KeyOrder = { told: 'neither', looser: 'neutral', cases: [['pages', old, next, NEUTRAL, NEUTRAL]] };
  return { [key]: order } as Readonly<Record<Key, KeyOrder>>;
}

function linkTo(url: string): object {
  return { text: 'Status', url };
}
