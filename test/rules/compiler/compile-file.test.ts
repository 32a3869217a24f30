import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileRulesFile } from '../../../rules/src/compiler/index.ts';
import { BASE_RULES } from './base-rules.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-rules-'));
  mkdirSync(join(folder, 'rules/addresses'), { recursive: true });
  file = join(folder, 'rules/gateway.yaml');
  writeFileSync(file, BASE_RULES);
  writeFileSync(join(folder, 'rules/addresses/none.txt'), '# nobody yet\n');
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('compileRulesFile', () => {
  it('reads address files beside the rules', () => {
    writeFileSync(join(folder, 'rules/addresses/none.txt'), '10.0.0.1\n');
    expect(compileRulesFile(file)).toMatchObject({
      ok: true,
      policy: { addresses: { none: { v4: [0x0a000001, 0x0a000001] } } },
    });
  });

  it('does not follow a link out of the folder of the rules', () => {
    writeFileSync(join(folder, 'outside.txt'), '10.0.0.1\n');
    rmSync(join(folder, 'rules/addresses/none.txt'));
    symlinkSync(join(folder, 'outside.txt'), join(folder, 'rules/addresses/none.txt'));
    expect(compileRulesFile(file)).toMatchObject({
      ok: false,
      problems: [
        {
          line: 8,
          column: 17,
          code: 'file_unreadable',
          message: 'The file "addresses/none.txt" cannot be read: it lies outside the folder of the rules.',
        },
      ],
    });
  });

  it.each([
    [
      'a missing address file',
      () => rmSync(join(folder, 'rules/addresses/none.txt')),
      'The file "addresses/none.txt" cannot be read: there is no such file.',
    ],
    [
      'an address file that is not UTF-8',
      () => writeFileSync(join(folder, 'rules/addresses/none.txt'), Buffer.from([0x23, 0xff])),
      'The file "addresses/none.txt" cannot be read: it is not UTF-8 text.',
    ],
    [
      'rules that are not UTF-8',
      () => writeFileSync(file, Buffer.from([0x23, 0xc3, 0x28])),
      'The file cannot be read: it is not UTF-8 text.',
    ],
    ['rules in UTF-16', () => writeFileSync(file, BASE_RULES, 'utf16le'), 'The character U+0000 cannot be seen here.'],
    ['missing rules', () => rmSync(file), 'The file cannot be read: there is no such file.'],
    [
      'rules that are too large',
      () => writeFileSync(file, '#'.repeat(5 * 1024 * 1024 + 1)),
      'The file cannot be read: it is larger than 5 MiB.',
    ],
  ])('refuses %s', (_, spoil, message) => {
    spoil();
    const result = compileRulesFile(file);
    expect(result.ok ? [] : result.problems[0]?.message).toBe(message);
  });

  it('refuses a folder', () => {
    expect(compileRulesFile(folder)).toMatchObject({
      ok: false,
      problems: [{ message: 'The file cannot be read: it is not a file.' }],
    });
  });

  it('reads rules with a byte order mark and with CR LF', () => {
    writeFileSync(file, `\uFEFF${BASE_RULES.replaceAll('\n', '\r\n')}`);
    expect(compileRulesFile(file)).toMatchObject({ ok: true });
  });
});
