import { valueOrProblem } from '../../compiler/problems/index.ts';
import { parseDuration } from '../../compiler/values/index.ts';
import type { AuditEntry } from '../audit/index.ts';
import type { RevocationEntry } from '../revocation/index.ts';
import type { SettingScope } from '../scope.ts';
import type { WhenStateUnavailable, WhenStateUnavailableSetting } from './policy.ts';
import type { WhenStateUnavailableEntry } from './schema.ts';

type Entry = WhenStateUnavailableEntry & AuditEntry & RevocationEntry;

/** What is older than minutes says little about who was revoked since. */
const STALE_BOUNDS = { least: '1s', most: '10m' };

export function compile(entry: Entry, scope: SettingScope): WhenStateUnavailableSetting {
  return { whenStateUnavailable: outage(entry, scope) };
}

function outage(
  { whenStateUnavailable: choice, audit, revocation }: Entry,
  { report, path }: SettingScope,
): WhenStateUnavailable {
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
