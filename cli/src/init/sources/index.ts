export type { Crawl } from './crawl.ts';
export { harPages } from './har-pages.ts';
export { type OpenedSources, openSources } from './open-sources.ts';
