export * from './dev-vars.ts';
export * from './local-policy.ts';
export * from './log-line.ts';
export * from './ports.ts';
export * from './project-root.ts';
export * from './redis-rest/start-redis-rest.ts';
export * from './signals.ts';
export * from './start-gateway.ts';
