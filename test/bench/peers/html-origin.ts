import { createServer, type ServerResponse } from 'node:http';
import { HTML_PLACEHOLDER } from '../responses/html-placeholder.ts';

/** An app's HTML for the streaming figures: `node peers/html-origin.ts <port>`. */

const ROW =
  '<tr class="row odd"><td data-id="1042"><a href="/invoices/1042?tab=all&amp;sort=date">Invoice</a></td></tr>\n';
const HEAD = `<!doctype html><html lang="en"><head><title>Invoices</title><script nonce="${HTML_PLACEHOLDER}" src="/app.js"></script></head><body><table>\n`;
const CHUNK = Buffer.from(ROW.repeat(Math.ceil(65_536 / ROW.length)));

createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://origin');
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.write(HEAD);
  const rest = () => stream(response, Number(url.searchParams.get('mib') ?? 0) * 1024 * 1024);
  setTimeout(rest, Number(url.searchParams.get('pauseMs') ?? 0));
}).listen(Number(process.argv[2]), '127.0.0.1');

/** Writes as fast as the other side reads. */
function stream(response: ServerResponse, bytes: number): void {
  let left = bytes;
  const more = () => {
    while (left > 0) {
      left -= CHUNK.length;
      if (!response.write(CHUNK)) {
        response.once('drain', more);
        return;
      }
    }
    response.end('</table></body></html>\n');
  };
  more();
}
