import type { PageTexts } from './texts/index.ts';
import { waitText } from './wait-text.ts';

/** For longer waits, the words are enough. */
const MAX_SECONDS = 60 * 60;

/** How long to wait: what to show, and the style sheet of this page that counts. */
export interface Countdown {
  readonly html: string;
  readonly sheet: string;
}

/**
 * A wait in words, and a clock that counts it down without a script: the sheet animates a number from the wait to zero. When it
 * is over, the page says so; it does not reload itself (see `refusalPage`).
 * @param nonce of the page's policy, since no hash of the sheet can be known beforehand
 */
export function countdown(texts: PageTexts, waitSeconds: number, nonce: string): Countdown {
  const seconds = Math.max(1, Math.ceil(waitSeconds));
  const text = waitText(texts, seconds);
  if (seconds > MAX_SECONDS) return { html: `<p>${text}</p>`, sheet: '' };
  return {
    html: `<p class="wait" role="status"><span>${text}</span><span>${texts.now}</span></p><p class="clock" aria-hidden="true"></p>`,
    sheet: `<style nonce="${nonce}">:root{--wait:${seconds}s}.clock{animation:clock ${seconds}s steps(${seconds}) forwards}@keyframes clock{from{--left:${seconds}}to{--left:0}}</style>`,
  };
}
