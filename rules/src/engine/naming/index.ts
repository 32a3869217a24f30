export { foldHeaderName } from './fold-header-name.ts';
export * from './naming-headers.ts';
export { formatReference, type Reference, readReferences } from './references.ts';
