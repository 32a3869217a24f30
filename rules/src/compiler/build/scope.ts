import type { ControlScope } from '../scope/index.ts';
import type { RulesFile } from '../shape/index.ts';

/** What every part of the compiler reads: the rules, the names that they declare, and where to report. */
export interface Scope extends Omit<ControlScope, 'lists'> {
  readonly rules: RulesFile;
  /** Reads a file beside the rules, or throws. */
  readonly readFile: (relativePath: string) => Uint8Array | string;
}
