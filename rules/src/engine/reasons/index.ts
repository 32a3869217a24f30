export * from './answer.ts';
export * from './reasons/index.ts';
