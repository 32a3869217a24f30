export { deviceName } from './device-name.ts';
export { FIRST_GENERATION, generationText, parseGeneration } from './generation.ts';
export { renew } from './renew.ts';
export { parseSessionRecord, type SessionRecord } from './session-record.ts';
