import { CONTROL_MODULES } from '../../controls/index.ts';
import { type Access, CONTROLS, type Control } from '../../policy/index.ts';
import type { Path, Report } from '../problems/index.ts';
import type { RouteEntry } from '../shape/index.ts';

/** Controls under observation, in the order in which they are asked; only those that the route has. */
export function buildMode(report: Report, path: Path, entry: RouteEntry, access: Access): readonly Control[] {
  const { mode } = entry;
  const present = CONTROLS.filter((control) => CONTROL_MODULES[control].isPresent(access, entry.limits !== undefined));
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
      `Route "${entry.id}" has nothing that "${control}" could observe.`,
      `Remove it. The route has: ${present.join(', ')}.`,
      'key',
    );
  }
  return present.filter((control) => mode[control] === 'observe');
}
