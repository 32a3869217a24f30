import type { ServerResponse } from 'node:http';
import type { Answer } from '../../support/origin.ts';
import type { Visit } from '../small-web.ts';
import { ATTACK_NAMES, ATTACKS, type Attack, type AttackName, type Places, TAKE, TAKE_SCRIPT } from './attacks.ts';

/** An attack on the app under a profile, on a page and a host of its own: `https://strict.test.example/strict/eval`. */
export interface Target {
  readonly name: AttackName;
  readonly profile: string;
}

const ATTACKER = 'https://attacker.example';
const SIBLING = 'https://evil.test.example';
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** The app's host for a profile. */
export const hostOf = (profile: string): string => `${profile}.test.example`;
const slugOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]+/g, '-');

export function pathOf({ profile, name }: Target): string {
  return `/${profile}/${slugOf(name)}`;
}

export function placesOf(target: Target): Places {
  const path = pathOf(target);
  return { PAGE: `https://${hostOf(target.profile)}${path}`, LOOT: `${ATTACKER}/loot${path}` };
}

/** Where the attack begins. */
export function startOf(target: Target): string {
  const { foreign, sibling }: Attack = ATTACKS[target.name];
  if (foreign !== undefined) return `${ATTACKER}/start${pathOf(target)}`;
  return sibling === undefined ? placesOf(target).PAGE : `${SIBLING}/start${pathOf(target)}`;
}

/** The app: `/profile/name` is the page, and `.js`, `.txt`, `.png` and `.untyped` are its files. */
export const answerAsApp: Answer = (request, response) => {
  const { target, extension } = targetOf(request.url ?? '');
  if (target === null) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end();
    return;
  }
  const { page = '', script }: Attack = ATTACKS[target.name];
  const code = written(script ?? '', target);
  switch (extension) {
    case '.js':
      return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(code);
    case '.txt':
      return void response.writeHead(200, { 'content-type': 'text/plain' }).end(TAKE);
    case '.png':
      return void response.writeHead(200, { 'content-type': 'image/gif' }).end(PIXEL);
    case '.untyped':
      return void response.writeHead(200).end(`<!doctype html><script>${TAKE}</script>`);
    default: {
      const own = script === undefined ? '' : `<script src="${slugOf(target.name)}.js"></script>`;
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(document(`${written(page, target)}${own}`));
    }
  }
};

/** The sites of the attacker. */
export function answerAsAttacker({ path }: Visit, response: ServerResponse): void {
  if (path === TAKE_SCRIPT) {
    response.writeHead(200, { 'content-type': 'text/javascript' });
    response.end(TAKE);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  if (path.startsWith('/back/')) {
    const { target } = targetOf(path.slice('/back'.length));
    const loot = target === null ? '' : placesOf(target).LOOT;
    response.end(document(`<script>if (opener) opener.location.href = '${loot}'</script>`));
    return;
  }
  const { target } = targetOf(path.replace('/start', ''));
  const { foreign, sibling }: Attack = target === null ? {} : ATTACKS[target.name];
  response.end(document(target === null ? '' : written(foreign ?? sibling ?? '', target)));
}

function targetOf(url: string): { readonly target: Target | null; readonly extension: string } {
  const [, profile = '', slug = '', extension = ''] = /^\/(\w+)\/([a-z-]+)(\.\w+)?$/.exec(url) ?? [];
  const name = ATTACK_NAMES.find((each) => slugOf(each) === slug);
  return { target: name === undefined ? null : { name, profile }, extension };
}

function written(text: string, target: Target): string {
  const { PAGE, LOOT } = placesOf(target);
  const words = { PAGE, LOOT, PATH: pathOf(target), NAME: slugOf(target.name) };
  return text.replaceAll(/PAGE|LOOT|PATH|NAME/g, (word) => words[word as keyof typeof words]);
}

function document(body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>x</title><link rel="icon" href="data:,"><body>${body}</body></html>`;
}
