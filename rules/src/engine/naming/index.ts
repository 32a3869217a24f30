export * from './naming-headers.ts';
export { formatReference, type Reference, readReferences } from './references.ts';
