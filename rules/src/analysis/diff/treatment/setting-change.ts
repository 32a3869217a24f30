import type { SourceLine } from '../../../policy/index.ts';
import type { ChangeDirection } from '../order/index.ts';

/** A setting of the whole gateway that is not the same. */
export interface SettingChange {
  readonly part: string;
  readonly old: string;
  readonly new: string;
  readonly direction: ChangeDirection;
  readonly oldLine: SourceLine | null;
  readonly newLine: SourceLine | null;
}
