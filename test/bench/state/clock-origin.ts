import { createServer } from 'node:http';

/** An origin in a process of its own that answers when the request reached it, in milliseconds since the epoch. */
const server = createServer((_request, response) => {
  const text = String(Date.now());
  response.writeHead(200, { 'content-type': 'text/plain', 'content-length': text.length });
  response.end(text);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(address?.port);
});
process.on('disconnect', () => process.exit());
