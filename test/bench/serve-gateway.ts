import { text } from 'node:stream/consumers';
import { startGatewayUnderTest } from './gateway-under-test.ts';

/**
 * `node serve-gateway.ts FOLDER ORIGIN`: starts this revision's gateway in a process of its own, says on one line of JSON where it
 * is and what to send it, and ends it with the standard input. So another revision can measure it.
 */
const [folder = '', origin = ''] = process.argv.slice(2);
const { stop, policy: _policy, mint: _mint, ...said } = await startGatewayUnderTest(folder, origin);
console.log(JSON.stringify(said));
await text(process.stdin);
await stop();
