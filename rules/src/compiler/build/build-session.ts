import type { RenewRule, SessionRule } from '../../policy/index.ts';
import { type Path, type Report, valueOrProblem } from '../problems/index.ts';
import type { RenewEntry } from '../shape/index.ts';
import { type DurationBounds, parseDuration } from '../values/index.ts';
import type { Scope } from './scope.ts';

/** Revocations are kept for as long as the longest session. */
const BOUNDS = { least: '1m', most: '30d' };
const GRACE_BOUNDS = { least: '1s', most: '5m' };
const RECHECK_BOUNDS = { least: '1m', most: '1d' };
const DEFAULT_LIFETIME = '15m';
const DEFAULTS = { idle: '8h', absolute: '24h', grace: '30s' };

const PLACE: Path = ['session', 'renew'];

/** The times of a session that renews, as the rules write them or by default. */
interface WrittenTimes {
  readonly idle: string;
  readonly absolute: string;
  readonly grace: string;
}

/** Compiles `session`. */
export function buildSession({ rules, report }: Scope): SessionRule {
  const { lifetime = DEFAULT_LIFETIME, renew } = rules.session ?? {};
  const lifetimeSeconds = secondsAt(report, ['session', 'lifetime'], lifetime, BOUNDS);
  const at = report.sourceLine(['session']);
  // A part with a mistake has been reported, and these rules never take effect.
  if (lifetimeSeconds === null) return { lifetimeSeconds: 0, renew: null, at };
  return { lifetimeSeconds, renew: renew === undefined ? null : buildRenew(report, renew, lifetimeSeconds), at };
}

function buildRenew(report: Report, entry: RenewEntry, lifetimeSeconds: number): RenewRule | null {
  const { idle = DEFAULTS.idle, absolute = DEFAULTS.absolute, grace = DEFAULTS.grace, recheck, device = 'off' } = entry;
  const idleSeconds = secondsAt(report, [...PLACE, 'idle'], idle, BOUNDS);
  const absoluteSeconds = secondsAt(report, [...PLACE, 'absolute'], absolute, BOUNDS);
  const graceSeconds = secondsAt(report, [...PLACE, 'grace'], grace, GRACE_BOUNDS);
  const recheckSeconds =
    recheck === undefined ? null : secondsAt(report, [...PLACE, 'recheck'], recheck, RECHECK_BOUNDS);
  if (idleSeconds === null || absoluteSeconds === null || graceSeconds === null) return null;
  const rule = { idleSeconds, absoluteSeconds, graceSeconds, recheckSeconds, device };
  checkRenew(report, rule, { idle, absolute, grace }, lifetimeSeconds);
  return rule;
}

/** Times that exclude each other would end sessions earlier than they say, or let a stolen cookie count for longer. */
function checkRenew(report: Report, rule: RenewRule, written: WrittenTimes, lifetimeSeconds: number): void {
  const { idleSeconds, absoluteSeconds, graceSeconds } = rule;
  const contradiction = (key: string, message: string, fix: string): void =>
    report.add(key === 'lifetime' ? ['session', key] : [...PLACE, key], 'contradiction', message, fix);
  if (idleSeconds > absoluteSeconds)
    contradiction(
      'idle',
      `A session ends before it can be idle for ${written.idle}: "absolute" is ${written.absolute}.`,
      'Write an "idle" that is shorter than "absolute".',
    );
  if (lifetimeSeconds > idleSeconds)
    contradiction(
      'lifetime',
      `A cookie would outlive its session: "idle" is ${written.idle}, shorter than "lifetime".`,
      'Shorten "lifetime", such as to 10m, or lengthen "idle".',
    );
  if (graceSeconds * 2 >= lifetimeSeconds)
    contradiction(
      'grace',
      `Two old cookies would count at once: "grace" is ${written.grace}, not less than half of "lifetime".`,
      'Shorten "grace", or lengthen "lifetime".',
    );
}

function secondsAt(report: Report, path: Path, text: string, bounds: DurationBounds): number | null {
  return valueOrProblem(report, path, 'invalid_quantity', parseDuration(text, bounds));
}
