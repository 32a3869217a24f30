export { takeSecurityEvent } from './events.ts';
export { heardChange } from './heard.ts';
export { listSignals } from './list-signals.ts';
export { takeLogoutToken } from './logout.ts';
export { takeGlobalRevocation } from './revoke.ts';
export { providerOf } from './take-signal.ts';
