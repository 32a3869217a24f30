export * from './bodiless-methods.ts';
export * from './message.ts';
export * from './unreadable.ts';
export * from './white-space.ts';
