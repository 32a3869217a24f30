import type { PagesRule } from '../../../policy/index.ts';

/** How the gateway's own pages look, in words. A logo is identified by its size and its end. */
export function pagesWords(pages: PagesRule | undefined): string {
  if (pages === undefined) return 'none';
  const { name, logo, color, support, links } = pages;
  const parts = [
    name === null ? null : `name ${JSON.stringify(name)}`,
    logo === null ? null : `logo of ${logo.length} characters (…${logo.slice(-12)})`,
    color === null ? null : `color ${color.value}`,
    support === null ? null : `support ${support.kind === 'email' ? support.email : support.url}`,
    links.length === 0 ? null : `links ${links.map(({ text, url }) => `${JSON.stringify(text)} to ${url}`).join(', ')}`,
  ];
  return parts.filter((part) => part !== null).join('; ');
}
