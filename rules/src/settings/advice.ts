import type { Advice } from '../analysis/advice/catalogue/index.ts';
import type { Mark } from '../controls/index.ts';
import type { RouteRule } from '../policy/index.ts';
import type { SettingAdvice, WrittenLines } from './advice-parts.ts';
import { REPORTED_SETTINGS, SETTINGS } from './registry.ts';

const advices: readonly SettingAdvice[] = REPORTED_SETTINGS.map((key) => SETTINGS[key].advice);

/** What each setting advises on all routes. */
export function adviseOnSettings(routes: readonly RouteRule[], written: WrittenLines): readonly Advice[] {
  return advices.flatMap(({ advise }) => advise(routes, written));
}

/** Settings that show that the author of a route thinks it critical. */
export function settingMarks(route: RouteRule): readonly Mark[] {
  return advices.map(({ mark }) => mark(route)).filter((mark) => mark !== null);
}
