import type { FileDefaults, FileScope, FileSetting, GroupScope } from './file-defaults.ts';
import type { Settings } from './policy.ts';
import { FILE_SETTING_KEYS, FILE_SETTINGS, SETTINGS } from './registry.ts';
import type { FileSettingsEntry, SettingsEntry } from './schema.ts';
import type { SettingScope } from './scope.ts';

/** Compiles the settings of a route. `null` where one of them has no value, and a problem has been reported. */
export function compileSettings(entry: SettingsEntry, scope: SettingScope): Settings | null {
  const compiled = Object.values(SETTINGS).map((module) => module.compile(entry, scope));
  return compiled.includes(null) ? null : Object.assign({}, ...compiled);
}

/** Compiles the settings at the top of the file. */
export function compileFileDefaults(file: FileSettingsEntry, scope: FileScope): FileDefaults {
  const compiled = FILE_SETTING_KEYS.map((key) => ({ [key]: FILE_SETTINGS[key].file.compile(file, scope) }));
  return Object.assign({}, ...compiled);
}

/** What holds for the routes of a group where they do not state it. */
export function compileGroupDefaults(group: SettingsEntry, scope: GroupScope): FileDefaults {
  const compiled = FILE_SETTING_KEYS.map((key) => ({ [key]: FILE_SETTINGS[key].file.compileGroup(group, scope) }));
  return Object.assign({}, ...compiled);
}

/** The keys of a group that its routes take as they are; the others adjust what the file says. */
export function inheritedEntries(group: SettingsEntry): SettingsEntry {
  return Object.fromEntries(Object.entries(group).filter(([key]) => !Object.hasOwn(FILE_SETTINGS, key)));
}

/** The settings that a route does not state, and whose line at the top of the file counts for it. */
export function inheritedLines(
  file: { readonly [S in FileSetting]?: unknown },
  route: SettingsEntry,
): readonly FileSetting[] {
  return FILE_SETTING_KEYS.filter(
    (key) => FILE_SETTINGS[key].file.givesLine && file[key] !== undefined && route[key] === undefined,
  );
}
