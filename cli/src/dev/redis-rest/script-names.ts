import { createHash } from 'node:crypto';
import type { Command } from './command.ts';

/** A flag that only Upstash knows, in the first line of a script: stock Redis refuses the script for it. */
const SHEBANG = /^#!lua[^\n]*/;
const FOREIGN_FLAG = 'allow-key-locking';

/** Remembers by which name Redis knows a script whose first line had to change. */
export interface ScriptNames {
  /** The command as stock Redis takes it. */
  readonly translate: (command: Command) => Command;
  /** The name that the caller computed, where Redis answers `SCRIPT LOAD` with its own; else `null`. */
  readonly callerName: (command: Command) => string | null;
}

export function createScriptNames(): ScriptNames {
  const names = new Map<string, string>();
  const stock = (script: string): string => {
    const changed = script.replace(SHEBANG, withoutForeignFlag);
    if (changed !== script) names.set(sha1(script), sha1(changed));
    return changed;
  };
  const nameOf = (sha: string): string => names.get(sha.toLowerCase()) ?? sha;
  return {
    translate: (command) => {
      const [name, first = '', ...rest] = command;
      switch (name) {
        case 'EVAL':
        case 'EVAL_RO':
          return [name, stock(first), ...rest];
        case 'EVALSHA':
        case 'EVALSHA_RO':
          return [name, nameOf(first), ...rest];
        case 'SCRIPT':
          if (isWord(first, 'load')) return [name, first, ...rest.map(stock)];
          if (isWord(first, 'exists')) return [name, first, ...rest.map(nameOf)];
          return command;
        default:
          return command;
      }
    },
    callerName: ([name, first = '', script]) =>
      name === 'SCRIPT' && isWord(first, 'load') && script !== undefined ? sha1(script) : null,
  };
}

function withoutForeignFlag(line: string): string {
  const [, flags] = /\bflags=(\S*)/.exec(line) ?? [];
  if (flags === undefined) return line;
  const kept = flags.split(',').filter((flag) => flag !== FOREIGN_FLAG);
  const written = kept.length === 0 ? '' : `flags=${kept.join(',')}`;
  return line.replace(/\bflags=\S*/, written).trimEnd();
}

function isWord(text: string, word: string): boolean {
  return text.toLowerCase() === word;
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
