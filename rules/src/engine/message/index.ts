export * from './bodiless-methods.ts';
export * from './field-value.ts';
export * from './message.ts';
export * from './request-names.ts';
export * from './unreadable.ts';
export * from './white-space.ts';
