import type { OriginHeaders, OriginRule, PathChange } from '../../../policy/index.ts';
import { originHeaderText } from '../../wording/index.ts';
import { greaterIsLooser, type KeyOrders, ladder, listWords, moreIsLooser, otherIsLooser } from '../order/index.ts';

/** How an app is reached, and what it gets. */
export const ORIGIN: KeyOrders<OriginRule> = {
  id: null,
  target: {
    words: (target) => (target.kind === 'url' ? target.url : `service ${target.binding}`),
    order: otherIsLooser,
  },
  // What an app makes of its host: links, cookies, checks of `Origin`.
  host: { words: (value) => (value === 'public' ? 'sees the public host' : ''), order: otherIsLooser },
  network: {
    words: (value) => (value === 'private' ? 'in a private network' : ''),
    order: ladder('public', 'private'),
  },
  certificate: {
    words: (name) => (name === null ? '' : `certificate ${name}`),
    order: (old, next) => (old === null && next !== null ? 'tightened' : otherIsLooser(old, next)),
  },
  path: { words: pathChangeWords, order: otherIsLooser },
  headers: { words: originHeaderWords, order: otherIsLooser },
  forwarded: { words: (value) => (value ? 'gets Forwarded' : ''), order: otherIsLooser },
  identity: { words: identityWords, order: otherIsLooser },
  keys: { words: (name) => `keys ${name}`, order: otherIsLooser },
  // With a key of its own, an app could make the contexts that it verifies.
  context: { words: (value) => `context ${value}`, order: ladder('EdDSA', 'HS256') },
  timeoutMs: { words: (value) => `timeout ${value / 1000}s`, order: greaterIsLooser },
  may: { words: (scopes) => `may ${listWords(scopes)}`, order: moreIsLooser },
  at: null,
};

function pathChangeWords(change: PathChange | null): string {
  if (change === null) return '';
  const { strip, add } = change;
  return [strip === '' ? [] : `strips ${strip}`, add === '' ? [] : `adds ${add}`].flat().join(', ');
}

function originHeaderWords(headers: OriginHeaders | null): string {
  if (headers === null) return '';
  const sets = headers.set.map((header) => `sets ${originHeaderText(header)}`);
  return [...sets, ...headers.remove.map((name) => `removes ${name}`)].join(', ');
}

function identityWords(identity: OriginRule['identity']): string {
  if (identity === null) return '';
  const parts = Object.entries(identity).flatMap(([part, name]) => (name === null ? [] : [`${part} in ${name}`]));
  return `says ${listWords(parts)}`;
}
