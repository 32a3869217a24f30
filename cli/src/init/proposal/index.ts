export { type ChosenHosts, chooseHosts } from './choose-hosts.ts';
export { ANONYMOUS, ROLE_OF_NO_ONE } from './propose-access.ts';
export type { PageCode } from './propose-headers.ts';
export type { ProposedRoute } from './propose-routes.ts';
export { type Proposal, proposeRules } from './propose-rules.ts';
