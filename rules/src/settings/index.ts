export { adviseOnSettings, settingMarks } from './advice.ts';
export type { WrittenLines } from './advice-parts.ts';
export {
  compileFileDefaults,
  compileGroupDefaults,
  compileSettings,
  inheritedEntries,
  inheritedLines,
} from './compile.ts';
export { cookieClauses } from './cookies/index.ts';
export { settingOrders } from './diff.ts';
export { settingDocs } from './docs.ts';
export { pageAllowed, sentHeaders, spellingRead, stateAsked, stateUnanswered, takenText } from './explain.ts';
export type { Header } from './explain-parts.ts';
export type { FileDefaults } from './file-defaults.ts';
export { bypassesIn, covers, HOST, SCHEMES } from './headers/index.ts';
export { type CountedLimit, countedLimits, limitText } from './limits/index.ts';
export type { MemberOrder } from './member-order.ts';
export { fileSettingsSchema, type ReadSetting, settingsExamples, settingsSchema } from './schema.ts';
export { TIMEOUT_BOUNDS } from './timeout/index.ts';
