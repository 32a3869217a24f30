export { accessSchema, compileVisitor, VISITOR_KEYS } from './access.ts';
export { addresses } from './addresses/index.ts';
export type { CoveragePart } from './module.ts';
export type { PlatformFact } from './platform-fact.ts';
export { CONTROL_MODULES, VISITOR_CONTROLS } from './registry.ts';
