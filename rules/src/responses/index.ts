export { contentClass, mimeEssence } from './content-class.ts';
export { parseCsp, parsePolicies } from './csp/index.ts';
export { isDictionary } from './is-dictionary.ts';
export { JOINED_HEADERS, joinHeaders, ownValue } from './join-headers.ts';
export {
  formatHsts,
  formatPermissions,
  isOrdered,
  type OrderedHeader,
  parsePermissions,
  STRICTEST,
} from './strictest/index.ts';
