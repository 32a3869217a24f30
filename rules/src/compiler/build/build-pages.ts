import { createHash } from 'node:crypto';
import type { PageColor, PageLink, PageSupport, PagesRule } from '../../policy/index.ts';
import { valueOrProblem } from '../problems/index.ts';
import type { PagesEntry } from '../shape/index.ts';
import { parsePageColor, parsePageEmail, parsePageLogo, parsePageText, parsePageUrl } from '../values/index.ts';
import { readBeside } from './file-beside.ts';
import type { Scope } from './scope.ts';

const MAX_LINKS = 6;

/** Compiles how the gateway's own pages look. */
export function buildPages(scope: Scope): { readonly pages?: PagesRule } {
  const { rules, report } = scope;
  const entry = rules.pages;
  if (entry === undefined) return {};
  const { name } = entry;
  return {
    pages: {
      name: name === undefined ? null : valueOrProblem(report, ['pages', 'name'], 'invalid_page', parsePageText(name)),
      logo: buildLogo(scope, entry),
      color: buildColor(scope, entry),
      support: buildSupport(scope, entry),
      links: buildLinks(scope, entry),
      at: report.sourceLine(['pages']),
    },
  };
}

function buildLogo(scope: Scope, { logo }: PagesEntry): string | null {
  if (logo === undefined) return null;
  const path = ['pages', 'logo'];
  const bytes = readBeside(scope, path, logo);
  return bytes === null ? null : valueOrProblem(scope.report, path, 'invalid_page', parsePageLogo(logo, bytes));
}

function buildColor({ report }: Scope, { color }: PagesEntry): PageColor | null {
  if (color === undefined) return null;
  const read = valueOrProblem(report, ['pages', 'color'], 'invalid_page', parsePageColor(color));
  if (read === null) return null;
  const { value, onIt } = read;
  const sheet = `:root{--brand:${value};--on-brand:${onIt};--accent:${value}}`;
  return { value, sheet, hash: `sha256-${createHash('sha256').update(sheet).digest('base64')}` };
}

function buildSupport({ report }: Scope, { support }: PagesEntry): PageSupport | null {
  if (support === undefined) return null;
  const path = ['pages', 'support'];
  const { email, url } = support;
  if (email !== undefined && url !== undefined) {
    report.add(path, 'contradiction', '"support" has both "email" and "url".', 'Write one of them.');
    return null;
  }
  if (email !== undefined) {
    const read = valueOrProblem(report, [...path, 'email'], 'invalid_page', parsePageEmail(email));
    return read === null ? null : { kind: 'email', email: read };
  }
  if (url === undefined) {
    report.add(path, 'missing_key', '"support" has neither "email" nor "url".', 'Write one of them.');
    return null;
  }
  const read = valueOrProblem(report, [...path, 'url'], 'invalid_page', parsePageUrl(url));
  return read === null ? null : { kind: 'url', url: read };
}

function buildLinks({ report }: Scope, { links }: PagesEntry): readonly PageLink[] {
  if (links === undefined) return [];
  const path = ['pages', 'links'];
  if (links.length === 0)
    report.add(path, 'empty_list', '"links" is an empty list.', 'Write a link, or remove the key.');
  if (links.length > MAX_LINKS)
    report.add(
      path,
      'invalid_page',
      `There are ${links.length} links, more than ${MAX_LINKS}.`,
      'Choose the most useful ones.',
    );
  return links.flatMap(({ text, url }, index) => {
    const shown = valueOrProblem(report, [...path, index, 'text'], 'invalid_page', parsePageText(text));
    const leads = valueOrProblem(report, [...path, index, 'url'], 'invalid_page', parsePageUrl(url));
    return shown === null || leads === null ? [] : [{ text: shown, url: leads }];
  });
}
