import { createServer } from 'node:http';

/** The origin where there is no nginx: `node peers/node-origin.ts <port>`. */
createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end('{"ok":true,"items":[1,2,3]}');
}).listen(Number(process.argv[2]), '127.0.0.1');
