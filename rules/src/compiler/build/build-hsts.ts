import type { HstsRule } from '../../policy/index.ts';
import { formatHsts } from '../../responses/index.ts';
import { valueOrProblem } from '../problems/index.ts';
import { parseDuration } from '../values/index.ts';
import type { Scope } from './scope.ts';

const DAY_SECONDS = 86_400;
/** What hstspreload.org asks for. */
const PRELOAD_SECONDS = 365 * DAY_SECONDS;
/** Two years, as browsers' preload lists recommend. */
const DEFAULT_MAX_AGE = '730d';
const BOUNDS = { least: '1m', most: '3650d' };

/** Compiles how long browsers keep to https. Without a word on it, for two years, and for all hosts below. */
export function buildHsts({ rules, report }: Scope): HstsRule {
  const entry = rules.hsts ?? {};
  const at = report.sourceLine(['hsts']);
  if (typeof entry === 'string') return { value: entry, at };
  const maxAgeSeconds =
    valueOrProblem(
      report,
      ['hsts', 'maxAge'],
      'invalid_quantity',
      parseDuration(entry.maxAge ?? DEFAULT_MAX_AGE, BOUNDS),
    ) ?? 0;
  const { includeSubDomains = true, preload = false } = entry;
  if (preload && (!includeSubDomains || maxAgeSeconds < PRELOAD_SECONDS)) {
    report.add(
      ['hsts', 'preload'],
      'no_effect',
      'Preload lists take a host only with includeSubDomains and a maxAge of at least 365d.',
      'Write { maxAge: 730d, includeSubDomains: true, preload: true }, or remove "preload" until then.',
      'key',
    );
  }
  return { value: formatHsts({ maxAgeSeconds, includeSubDomains, preload }), at };
}
