export { takeSecurityEvent } from './events.ts';
export { listSignals } from './list-signals.ts';
export { takeLogoutToken } from './logout.ts';
export { takeGlobalRevocation } from './revoke.ts';
