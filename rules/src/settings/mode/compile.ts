import { CONTROL_MODULES } from '../../controls/index.ts';
import { type Access, CONTROLS } from '../../policy/index.ts';
import type { LimitsEntry } from '../limits/index.ts';
import type { SettingScope } from '../scope.ts';
import type { ModeSetting } from './policy.ts';
import type { ModeEntry } from './schema.ts';

export function compile({ mode, limits }: ModeEntry & LimitsEntry, scope: SettingScope): ModeSetting {
  return { observe: scope.access === null ? [] : observed(mode, limits !== undefined, scope.access, scope) };
}

/** Controls under observation, in the order in which they are asked; only those that the route has. */
function observed(
  mode: ModeEntry['mode'],
  hasLimits: boolean,
  access: Access,
  { report, path, routeId }: SettingScope,
): ModeSetting['observe'] {
  const controls = CONTROLS.filter((control) => CONTROL_MODULES[control].isPresent(access, hasLimits));
  const present: ModeSetting['observe'] = [...controls, 'headers'];
  if (mode === undefined || mode === 'enforce') return [];
  if (mode === 'observe') return present;
  if (Object.keys(mode).length === 0)
    report.add(
      [...path, 'mode'],
      'no_effect',
      '"mode" names no control.',
      'Write observe, or name controls: { limits: observe }.',
    );
  for (const control of CONTROLS) {
    if (mode[control] !== 'observe' || present.includes(control)) continue;
    report.add(
      [...path, 'mode', control],
      'no_effect',
      `Route "${routeId}" has nothing that "${control}" could observe.`,
      `Remove it. The route has: ${present.join(', ')}.`,
      'key',
    );
  }
  return present.filter((control) => mode[control] === 'observe');
}

/** Whether the headers of a route's answers are only observed. */
export function observesHeaders({ mode }: ModeEntry): boolean {
  return mode === 'observe' || (typeof mode === 'object' && mode.headers === 'observe');
}
