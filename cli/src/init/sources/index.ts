export { type Crawl, crawl } from './crawl.ts';
export { harPages } from './har-pages.ts';
export { type OpenedSources, openSources } from './open-sources.ts';
export { readVisitor, type Visitor } from './visitors.ts';
