export { formatInit } from './format-init.ts';
export { type InitResult, initRules } from './init-rules.ts';
export { leftToDecide } from './left-to-decide.ts';
export { crawl, readVisitor, type Visitor } from './sources/index.ts';
