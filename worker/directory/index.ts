export { type EndedSessions, endSessions, providerHome } from './end-sessions.ts';
