export * from './answer.ts';
export * from './reason.ts';
