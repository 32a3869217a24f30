export { canonicalJson, digestOf } from './digest.ts';
export { packPolicy } from './pack-policy.ts';
