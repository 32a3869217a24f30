import type { WhenStateUnavailable } from '../../policy/index.ts';
import type { Path, Report } from '../problems/index.ts';
import { valueOrProblem } from '../problems/index.ts';
import type { RouteEntry } from '../shape/index.ts';
import { parseDuration } from '../values/index.ts';

/** What is older than minutes says little about who was revoked since. */
const STALE_BOUNDS = { least: '1s', most: '10m' };

/** Compiles what happens while shared state does not answer. */
export function buildOutage(report: Report, path: Path, entry: RouteEntry): WhenStateUnavailable {
  const { whenStateUnavailable: choice, audit, revocation } = entry;
  const at = [...path, 'whenStateUnavailable'];
  if (choice === undefined || choice === 'closed') return { kind: 'closed' };
  if (revocation === 'strict') {
    report.add(
      at,
      'contradiction',
      '"revocation: strict" asks on every request, so nothing may pass unasked.',
      'Write closed, or leave "revocation" out.',
      'key',
    );
  }
  if (audit === 'required') {
    report.add(
      at,
      'contradiction',
      '"audit: required" keeps a record of every request, which shared state could not keep then.',
      'Write closed, or "audit: requests".',
      'key',
    );
  }
  if (choice === 'open') return { kind: 'open' };
  const seconds = valueOrProblem(
    report,
    [...at, 'stale'],
    'invalid_quantity',
    parseDuration(choice.stale, STALE_BOUNDS),
  );
  return seconds === null ? { kind: 'closed' } : { kind: 'stale', seconds };
}
