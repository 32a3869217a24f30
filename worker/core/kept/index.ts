export { encodePart, isKeyPart } from '@portcullis/rules/engine';
export { readGuest, writeGuest } from './guest.ts';
export {
  checkKeptPrefix,
  checkKeptRead,
  checkKeptWrite,
  type Kept,
  type KeptChange,
  MAX_KEPT_AT_ONCE,
} from './kept.ts';
export { isBackedUp, isKeptKey, keptKey, keptOfSession, keptParts, keptPrefix } from './kept-key.ts';
