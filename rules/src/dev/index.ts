export * from './dev-vars.ts';
export * from './ports.ts';
export * from './project-root.ts';
export * from './start-gateway.ts';
