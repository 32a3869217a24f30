export { bindSession } from './bind-session.ts';
export type { DeviceAnswer } from './device-answer.ts';
export { deviceOffer } from './device-offer.ts';
export { moveKey } from './move-key.ts';
export { refreshSession } from './refresh-session.ts';
