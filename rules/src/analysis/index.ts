export { adviseOn } from './advice/advise.ts';
export { type Advice, createAdvice } from './advice/catalogue/index.ts';
export type { WrittenPrefix, WrittenRules } from './advice/written-rules.ts';
export * from './diff/index.ts';
export * from './explain/index.ts';
export * from './replay/index.ts';
export type { RequestDescription } from './request.ts';
export * from './suggest/index.ts';
