import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BASE_RULES } from '../rules/compiler/base-rules.ts';

/** A folder with `gateway.yaml` and its address file, for one test. */
export interface RulesFolder {
  readonly path: string;
  readonly rulesFile: string;
  readonly remove: () => void;
}

/** Makes the folder; `text` takes the place of the base rules. */
export function createRulesFolder(text: string = BASE_RULES): RulesFolder {
  const path = mkdtempSync(join(tmpdir(), 'portcullis-cli-'));
  const rulesFile = join(path, 'gateway.yaml');
  mkdirSync(join(path, 'addresses'));
  writeFileSync(rulesFile, text);
  writeFileSync(join(path, 'addresses/none.txt'), '# nobody yet\n');
  return { path, rulesFile, remove: () => rmSync(path, { recursive: true }) };
}
