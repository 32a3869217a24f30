export * from './answer.ts';
export { type Carried, publicAnswer, REASONS, type Reason } from './reason.ts';
export { type Refusal, type RefusalOf, refuse } from './refusal.ts';
