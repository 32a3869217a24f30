import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { collectHashes } from '../../csp/collect-hashes.ts';
import { fetchPages } from '../../csp/fetch-pages.ts';
import { htmlFiles } from '../../csp/html-files.ts';
import { formatHashes } from '../../format/format-hashes.ts';
import { CommandError, type Io } from '../../io.ts';

interface HashOptions {
  readonly cookieFile?: string;
  readonly pages: number;
  readonly json?: true;
}

const HELP = `
Finds inline scripts, styles, event handlers and style attributes, and prints their hashes as sources of the Content-Security-Policy. Of
a URL, it opens the page and those that it links to on the same host, each twice: code that differs needs a nonce. It opens
no link that looks like a sign-out or a deletion. Only what is in the HTML is found; reports show what scripts add.

Exit code 1 if some code changes, or is a javascript: URL.

Examples:
  portcullis csp hash dist                                        the HTML files of a folder
  portcullis mint role --tenant acme --user ann --roles owner > cookie.txt
  portcullis csp hash https://acme.app.example.com --cookie-file cookie.txt
`;

/** `portcullis csp hash`: hashes of an app's own inline code. */
export function addCspHashCommand(csp: Command, io: Io): void {
  csp
    .command('hash')
    .description('Print the hashes of inline code in the pages of an app.')
    .argument('<place>', 'URL of a page, or a folder of HTML files')
    .option('--cookie-file <file>', 'what portcullis mint role has printed, or a Cookie header; - for standard input')
    .option('--pages <count>', 'pages to open at most', readCount, 20)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', HELP)
    .action((place: string, options: HashOptions) => hash(place, options, io));
}

async function hash(place: string, { cookieFile, pages, json }: HashOptions, io: Io): Promise<void> {
  const url = /^https?:\/\//.test(place) && URL.canParse(place) ? new URL(place) : null;
  const cookie = cookieFile === undefined ? null : readCookie(cookieFile);
  const collected = url === null ? htmlFiles(place) : await fetchPages(url, { maxPages: pages, cookie });
  const found = collectHashes(collected);
  io.print(json ? JSON.stringify(found) : formatHashes(found));
  if (found.changing.length + found.toRewrite.length > 0) throw new CommandError(1, '');
}

/** The value of a role cookie alone, or a whole Cookie header. */
function readCookie(file: string): string {
  const text = readText(file)
    .trim()
    .replace(/^cookie: */i, '');
  if (!/^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(text))
    throw new CommandError(2, '--cookie-file must hold one line: a role cookie, or a Cookie header.');
  return text.includes('=') ? text : `__Host-role=${text}`;
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new CommandError(
      2,
      `"${file}" cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}.`,
    );
  }
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1 to 9999.');
  return Number(text);
}
