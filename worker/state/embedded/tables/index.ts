export { GroupCommit } from './group-commit.ts';
export { Tables } from './tables.ts';
