import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesOf } from './differences.mjs';

/** Links between the pages of a folder that lead to no file or to no heading. */
export function brokenLinks(folder) {
  return filesOf(folder).flatMap((page) =>
    linksOf(read(folder, page))
      .filter((link) => !leadsSomewhere(folder, page, link))
      .map((link) => `${page}: the link "${link}" leads nowhere.`),
  );
}

function leadsSomewhere(folder, page, link) {
  const [path, anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(folder, target))) return false;
  return anchor === undefined || anchorsOf(read(folder, target)).has(anchor);
}

function linksOf(markdown) {
  const links = [...prose(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
  return links.filter((link) => !/^[a-z]+:/.test(link));
}

/** The places that are marked. Ids that renderers make of headings differ, so links to them do not count. */
function anchorsOf(markdown) {
  return new Set([...prose(markdown).matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id]) => id));
}

function prose(markdown) {
  return markdown.replace(/^```[\s\S]*?^```$/gm, '');
}

function read(folder, name) {
  return readFileSync(join(folder, name), 'utf8');
}
