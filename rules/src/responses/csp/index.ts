export { lackingDirectives } from './lacking-directives.ts';
export { originNonces } from './origin-nonces.ts';
export { parseCsp, parsePolicies } from './parse-csp.ts';
