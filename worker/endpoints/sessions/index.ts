export { listGuests } from './guests.ts';
export { endSessions, listSessions, listTenantSessions } from './sessions.ts';
