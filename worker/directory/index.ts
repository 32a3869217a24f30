export {
  type Directory,
  directoryIn,
  type Entry,
  readEntries,
  type StoredGroup,
  type StoredUser,
} from './directory.ts';
export { type DirectoryFact, directoryOf } from './directory-of.ts';
export { type EndedSessions, endedSince, endSessions, providerHome } from './end-sessions.ts';
export {
  changeGroup,
  changeMembers,
  createGroup,
  deleteGroup,
  findGroup,
  listGroups,
} from './groups.ts';
export { membersOf } from './members.ts';
export { settleOwed } from './owed.ts';
export { listUsers } from './user-index.ts';
export { type ChangedUser, changeUser, createUser, deleteUser, findUser, lookUp } from './users.ts';
