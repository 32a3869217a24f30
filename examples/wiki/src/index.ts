export { wikiCommand } from './wiki.ts';
