import { GATEWAY_PREFIX } from '@portcullis/rules/engine';
import type { PageTexts } from './texts/index.ts';

/** How long before the end readers are warned. */
const WARNING_SECONDS = 120;

/**
 * The script that apps may include. It asks how long the session lives, without keeping it alive by asking; before the end,
 * it fires `portcullis:ending` at `window`, whose `detail` has `secondsLeft`, `endsAt` and `renew()`. Where no listener
 * calls `preventDefault()`, it shows a dialog. When the session has ended, it fires `portcullis:ended`. It needs nothing of
 * the page's policy but its own address in `script-src`.
 */
export function sessionScriptOf({ pages, links, language }: PageTexts): string {
  const texts = {
    title: pages.session_ending.title,
    hint: pages.session_ending.hint,
    stay: links.stay,
    back: links.back,
  };
  return `(() => {
'use strict';
const TEXTS = ${JSON.stringify(texts)};
const PATH = '${GATEWAY_PREFIX}/session';
let timer;
let dialog = null;
const hide = () => {
  if (dialog !== null) dialog.remove();
  dialog = null;
};
const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });
const button = (text, act) => {
  const made = element('button', text);
  made.type = 'button';
  made.addEventListener('click', act);
  return made;
};
const show = (endsAtMs, canRenew) => {
  if (dialog !== null) return;
  dialog = document.createElement('dialog');
  dialog.lang = '${language}';
  dialog.setAttribute('aria-labelledby', 'portcullis-ending');
  const title = Object.assign(element('h2', TEXTS.title), { id: 'portcullis-ending' });
  dialog.append(title);
  if (canRenew) dialog.append(button(TEXTS.stay, () => look(false)), ' ');
  else dialog.append(element('p', TEXTS.hint.replace('#', () => new Date(endsAtMs).toLocaleTimeString('${language}'))));
  dialog.append(button(TEXTS.back, hide));
  document.body.append(dialog);
  dialog.showModal();
};
const later = (seconds) => {
  clearTimeout(timer);
  timer = setTimeout(() => look(true), Math.min(Math.max(seconds, 1), 86400) * 1000);
};
const judge = ({ secondsLeft, endsAt }) => {
  const nowMs = Date.now();
  const canRenew = endsAt - nowMs / 1000 > secondsLeft + 5;
  if (secondsLeft > ${WARNING_SECONDS}) {
    hide();
    later(secondsLeft - ${WARNING_SECONDS});
    return;
  }
  later(secondsLeft + 1);
  const detail = { secondsLeft, endsAt, renew: () => look(false) };
  const event = new CustomEvent('portcullis:ending', { cancelable: true, detail });
  if (window.dispatchEvent(event)) show(nowMs + secondsLeft * 1000, canRenew);
};
const look = async (peek) => {
  try {
    const answer = await fetch(peek ? PATH + '?peek' : PATH, { headers: { accept: 'application/json' }, cache: 'no-store' });
    if (answer.ok) judge(await answer.json());
    else if (answer.status === 401) {
      hide();
      clearTimeout(timer);
      window.dispatchEvent(new CustomEvent('portcullis:ended'));
    } else later(30);
  } catch {
    later(30);
  }
};
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') look(true);
});
look(true);
})();
`;
}
