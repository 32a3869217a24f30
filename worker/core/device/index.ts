export { thumbprintOf } from './device-key.ts';
export { type DeviceRecord, deviceRecordText, parseDeviceRecord } from './device-record.ts';
export { createDeviceTokens, type DevicePlace, type DeviceTokens } from './device-tokens.ts';
export {
  challengeField,
  jwsOfField,
  PROOF_FIELD,
  registrationField,
  SESSION_FIELD,
  sessionInstructions,
} from './fields.ts';
export { isTakable, nextMadeMs } from './judge-challenge.ts';
export { verifyProof } from './proof.ts';
