export { ADVICE_CODES, type Advice, createAdvice } from './advice.ts';
export { writesOf } from './writes.ts';
