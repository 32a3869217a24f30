import type { AttackName } from './attacks.ts';

/**
 * What becomes of an attack: it runs; it is stopped, and no browser reports it; or it is stopped as a breach of the directive,
 * and reported once.
 */
export type Outcome = 'runs' | 'stopped' | `${string}-${string}`;

/** Without a gateway, and under each profile that is for pages or what a browser may show as one. */
export const PROFILES = ['none', 'legacy', 'app', 'strict', 'api'] as const;

/** What the profiles promise, in the order of `PROFILES`. */
export const PROMISES: Readonly<Record<AttackName, readonly [Outcome, Outcome, Outcome, Outcome, Outcome]>> = {
  'an inline script': ['runs', 'runs', 'script-src-elem', 'script-src-elem', 'stopped'],
  'a handler attribute': ['runs', 'runs', 'script-src-attr', 'script-src-attr', 'stopped'],
  'an inline script that a script adds': ['runs', 'runs', 'script-src-elem', 'script-src-elem', 'stopped'],
  "another site's script": ['runs', 'runs', 'script-src-elem', 'script-src-elem', 'stopped'],
  "another site's script that a script adds": ['runs', 'runs', 'script-src-elem', 'script-src-elem', 'stopped'],
  eval: ['runs', 'runs', 'script-src', 'script-src', 'stopped'],
  'new Function': ['runs', 'runs', 'script-src', 'script-src', 'stopped'],
  'a javascript: link': ['runs', 'runs', 'script-src-elem', 'script-src-elem', 'script-src-elem'],
  'a worker of a blob': ['runs', 'runs', 'runs', 'worker-src', 'stopped'],
  'an inline style': ['runs', 'runs', 'runs', 'style-src-attr', 'style-src-attr'],
  'a base element': ['runs', 'base-uri', 'base-uri', 'base-uri', 'base-uri'],
  'a form to another site': ['runs', 'runs', 'form-action', 'form-action', 'stopped'],
  'a call to another site': ['runs', 'runs', 'connect-src', 'connect-src', 'stopped'],
  'an image of another site': ['runs', 'runs', 'img-src', 'img-src', 'img-src'],
  'a frame of another site': ['runs', 'runs', 'frame-src', 'frame-src', 'frame-src'],
  'a plugin of another site': ['runs', 'object-src', 'object-src', 'object-src', 'object-src'],
  'a script that says it is text': ['runs', 'stopped', 'stopped', 'stopped', 'stopped'],
  'a page that says no type': ['runs', 'stopped', 'stopped', 'stopped', 'stopped'],
  'another site that frames the page': [
    'runs',
    'frame-ancestors',
    'frame-ancestors',
    'frame-ancestors',
    'frame-ancestors',
  ],
  'another site that opened the page': ['runs', 'runs', 'stopped', 'stopped', 'stopped'],
  'another site that the page opened': ['runs', 'runs', 'runs', 'stopped', 'stopped'],
  "another site's form": ['runs', 'stopped', 'stopped', 'stopped', 'stopped'],
  'an image of the app on another site': ['runs', 'stopped', 'stopped', 'stopped', 'stopped'],
  'an image of the app on a sibling host': ['runs', 'runs', 'stopped', 'stopped', 'stopped'],
};

/** The promises as a table of a document. */
export function promisesTable(): readonly (readonly string[])[] {
  const [, ...profiles] = PROFILES;
  const rows = Object.entries(PROMISES).map(([name, [, ...outcomes]]) => [name, ...outcomes.map(shown)]);
  return [['attack', ...profiles.map((profile) => `\`${profile}\``)], ...rows];
}

function shown(outcome: Outcome): string {
  return outcome === 'runs' || outcome === 'stopped' ? outcome : `stopped, ${outcome}`;
}
