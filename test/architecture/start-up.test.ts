import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startGatewayUnderTest } from '../bench/gateway-under-test.ts';
import { startPeer } from '../bench/peer-worker.ts';
import { readYoungCpuMicros } from '../bench/process-cpu.ts';
import { folderOfFile, originOfFile } from '../support/of-file.ts';
import { START_UP_CPU_MS } from './budget.ts';

/** The least of several: what disturbs a start only ever makes it longer. */
const STARTS = 3;

const folder = await folderOfFile('start-up');
const { url } = await originOfFile();

// CPU time is read from /proc.
test.runIf(process.platform === 'linux')(
  `the Worker takes at most ${START_UP_CPU_MS.atMost} ms of CPU time more than a bare one to its first answer`,
  async () => {
    const [own, bare]: [number[], number[]] = [[], []];
    for (let start = 0; start < STARTS; start += 1) {
      const gateway = await startGatewayUnderTest(join(folder, `gateway-${start}`), url);
      own.push((await readYoungCpuMicros(gateway.pid)) / 1000);
      await gateway.stop();
      const peer = await startPeer({
        name: 'pass-through',
        folder: join(folder, `bare-${start}`),
        define: {},
        bindings: { ORIGIN: url },
      });
      bare.push((await readYoungCpuMicros(peer.pid)) / 1000);
      await peer.stop();
    }
    const more = Math.min(...own) - Math.min(...bare);
    console.log(`start-up: ${more.toFixed(0)} ms of CPU more than a bare Worker; goal ${START_UP_CPU_MS.goal} ms`);
    expect(more).toBeLessThanOrEqual(START_UP_CPU_MS.atMost);
  },
);
