export { compileFileDefaults, compileSettings, inheritedLines } from './compile.ts';
export { settingOrders } from './diff.ts';
export type { FileDefaults } from './file-defaults.ts';
export type { MemberOrder } from './member-order.ts';
export { fileSettingsSchema, type ReadSetting, settingsExamples, settingsSchema } from './schema.ts';
export { TIMEOUT_BOUNDS } from './timeout/index.ts';
