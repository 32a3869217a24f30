import { createServer } from 'node:http';

/** The origin where there is no nginx: `node peers/node-origin.ts <port>`. */
createServer((request, response) => {
  const bytes = Number(/\/bytes-(\d+)$/.exec(request.url ?? '')?.[1] ?? 0);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(bytes > 0 ? Buffer.alloc(bytes, 'a') : '{"ok":true,"items":[1,2,3]}');
}).listen(Number(process.argv[2]), '127.0.0.1');
