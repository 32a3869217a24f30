import { parseDictionary } from 'structured-headers';

/** Whether browsers read anything of a value that is to be a dictionary (RFC 9651 section 3.2). */
export function isDictionary(value: string): boolean {
  try {
    return parseDictionary(value).size > 0;
  } catch {
    return false;
  }
}
