import type { SettingDocs } from './module.ts';
import { SETTINGS } from './registry.ts';

/** The settings of a route as `docs/rules.md` lists them. */
export const settingDocs: readonly (readonly [setting: string, docs: SettingDocs])[] = Object.entries(SETTINGS).map(
  ([setting, { docs }]) => [setting, docs],
);
