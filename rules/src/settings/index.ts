export { compileFileDefaults, compileSettings, inheritedLines } from './compile.ts';
export { settingOrders } from './diff.ts';
export { pageAllowed, sentHeaders, stateAsked, stateUnanswered, takenText } from './explain.ts';
export type { Header } from './explain-parts.ts';
export type { FileDefaults } from './file-defaults.ts';
export { type CountedLimit, countedLimits, limitText } from './limits/index.ts';
export type { MemberOrder } from './member-order.ts';
export { fileSettingsSchema, type ReadSetting, settingsExamples, settingsSchema } from './schema.ts';
export { TIMEOUT_BOUNDS } from './timeout/index.ts';
