export { accessSchema, compileVisitor, VISITOR_KEYS } from './access.ts';
export { addresses } from './addresses/index.ts';
export type { Mark } from './advice.ts';
export type { ControlReason } from './control-reason.ts';
export type { ExactShape } from './exact-shape.ts';
export type { AccessControl, CoveragePart } from './module.ts';
export type { PlatformFact } from './platform-fact.ts';
export { byRoute, type Place, type RefusalView, type Way } from './refusal-view.ts';
export { ACCESS_CONTROLS, CONTROL_MODULES, VISITOR_CONTROLS } from './registry.ts';
