export { ADVICE_CODES, type Advice, type AdviceCode, createAdvice } from './advice.ts';
export { writesOf } from './writes.ts';
