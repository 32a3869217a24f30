import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@portcullis/cli/dev';
import { residentPeakKib } from '../../support/resident-memory.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from '../gateway-under-test.ts';
import type { GoalFigure } from '../goal-figure.ts';
import { stopChild } from '../origin.ts';
import { firstAnswer, type RunningWorker, startPeer } from '../peer-worker.ts';
import { median } from '../rules/timing.ts';
import { readPage } from './read-page.ts';

const ORIGIN = fileURLToPath(new URL('../peers/html-origin.ts', import.meta.url));
const MIB = 1024 * 1024;
const PAGE_MIB = 50;
const LARGE_MIB = 200;
/** Between the first bytes of a page and the rest of it. */
const PAUSE_MS = 500;

/** Pages with a nonce and the act-as banner put in, beside a Worker that passes them through; each ratio is of one round. */
export async function streamingFigures(folder: string, rounds: number): Promise<readonly GoalFigure[]> {
  const stops: (() => Promise<void>)[] = [];
  try {
    const origin = await startHtmlOrigin();
    stops.push(origin.stop);
    const gateway = await startGatewayUnderTest(join(folder, 'streaming-gateway'), origin.url);
    stops.push(gateway.stop);
    const passThrough = await startPeer({
      name: 'pass-through',
      folder: join(folder, 'streaming-pass-through'),
      define: {},
      bindings: { ORIGIN: origin.url },
    });
    stops.push(passThrough.stop);
    return await measured({ gateway, passThrough, rounds });
  } finally {
    for (const stop of stops) await stop();
  }
}

interface Streaming {
  readonly gateway: GatewayUnderTest;
  readonly passThrough: RunningWorker;
  readonly rounds: number;
}

async function measured({ gateway, passThrough, rounds }: Streaming): Promise<readonly GoalFigure[]> {
  const cookie = gateway.actingCookie.replace('Cookie: ', '');
  const ask = (worker: RunningWorker, query: string) => readPage(`${worker.url}/placed/page?${query}`, { cookie });
  for (const worker of [gateway, passThrough]) await ask(worker, 'mib=10');
  const ratios: number[] = [];
  const speeds: number[] = [];
  const later: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [ours, theirs] = [await ask(gateway, `mib=${PAGE_MIB}`), await ask(passThrough, `mib=${PAGE_MIB}`)];
    ratios.push(ours.bytes / ours.wallMs / (theirs.bytes / theirs.wallMs));
    speeds.push(ours.bytes / MIB / (ours.wallMs / 1000));
    const [first, plain] = [
      await ask(gateway, `mib=1&pauseMs=${PAUSE_MS}`),
      await ask(passThrough, `mib=1&pauseMs=${PAUSE_MS}`),
    ];
    later.push(first.firstByteMs - plain.firstByteMs);
  }
  const beforeKib = residentPeakKib(gateway.pid);
  await ask(gateway, `mib=${LARGE_MIB}`);
  const grownKib = residentPeakKib(gateway.pid) - beforeKib;
  return [
    {
      title: 'HTML with nonce and banner put in ÷ passed through, bytes a second',
      value: median(ratios),
      unit: '',
      goal: { atLeast: 0.5 },
    },
    { title: 'HTML with nonce and banner put in, MiB a second', value: median(speeds), unit: '', goal: null },
    {
      title: `first byte of a page whose rest comes ${PAUSE_MS} ms later, after that of the pass-through`,
      value: median(later),
      unit: 'ms',
      goal: { atMost: 10 },
    },
    { title: `memory that a page of ${LARGE_MIB} MiB adds`, value: grownKib / 1024, unit: 'MiB', goal: { atMost: 16 } },
  ];
}

async function startHtmlOrigin(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const port = await freePort();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ORIGIN, String(port)], {
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  await firstAnswer(url);
  return { url, stop: () => stopChild(child) };
}
