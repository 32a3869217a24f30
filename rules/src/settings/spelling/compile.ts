import type { SettingScope } from '../scope.ts';
import { SPELLINGS, type SpellingSetting } from './policy.ts';
import type { SpellingEntry } from './schema.ts';

export function compile({ spelling }: SpellingEntry, scope: SettingScope): SpellingSetting {
  const kept = SPELLINGS.filter((one) => spelling?.[one] === 'keep');
  // What a group says for all its routes need not suit each of them.
  if (kept.length > 0 && scope.isOwn('spelling')) checkPattern(scope, kept);
  return { spelling: kept };
}

function checkPattern({ report, path, segments }: SettingScope, kept: SpellingSetting['spelling']): void {
  if (segments === null || segments.some(({ kind }) => kind === 'rest')) return;
  if (segments.every(({ kind }) => kind === 'literal')) {
    report.add(
      [...path, 'spelling'],
      'no_effect',
      'The path has no variable and no "**", so nothing in it can be spelled in several ways.',
      'Remove the key.',
      'key',
    );
  } else if (kept.includes('encodedSlash')) {
    report.add(
      [...path, 'spelling', 'encodedSlash'],
      'no_effect',
      'Some servers read two segments where a slash is encoded, and no path with one more is of this route.',
      'End the path with "/**", or remove the key.',
      'key',
    );
  }
}
