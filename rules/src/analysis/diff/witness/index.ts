export { type Claim, verifiedWitness } from './verified-witness.ts';
export type { Witness } from './witness.ts';
