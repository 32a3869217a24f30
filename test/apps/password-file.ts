import { execFileSync } from 'node:child_process';

/** One line of a password file of Apache or nginx. */
export function passwordFile(user: string, password: string): string {
  return `${user}:${execFileSync('openssl', ['passwd', '-apr1', password], { encoding: 'utf8' })}`;
}
