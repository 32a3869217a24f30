import { beforeEach, expect, test, vi } from 'vitest';
import { createReportDesk, type ReportDesk, type RouteCounts } from '../../../../worker/core/reports/index.ts';

const DAY = 86_400_000;
let nowMs: number;
let lines: Record<string, unknown>[];
let figures: { counted: number; dropped: number; logged: number; lost: number };
let waits: (() => void)[];
let works: Promise<unknown>[];
const write = vi.fn<(day: number, counts: readonly RouteCounts[]) => Promise<void>>();
let desk: ReportDesk;

beforeEach(() => {
  nowMs = 20_000 * DAY;
  lines = [];
  figures = { counted: 0, dropped: 0, logged: 0, lost: 0 };
  waits = [];
  works = [];
  write.mockReset().mockResolvedValue(undefined);
  desk = createReportDesk({
    now: () => nowMs,
    wait: () => new Promise((resolve) => waits.push(resolve)),
    log: (line) => lines.push(JSON.parse(line)),
    write,
    figures,
  });
});

function receive(blocked: string, times = 1, page = 'https://app.example.com/orders/7?token=secret#x'): void {
  const report = {
    type: 'csp-violation',
    url: page,
    body: { documentURL: page, effectiveDirective: 'img-src', blockedURL: blocked, disposition: 'report' },
  };
  desk.receive(JSON.stringify(Array.from({ length: times }, () => report)), {
    requestId: 'r1',
    routeOf: ({ host, pathname }) => (host === 'app.example.com' ? `route${pathname.split('/')[1]}` : null),
    waitUntil: (work) => works.push(work),
  });
}

async function flush(): Promise<void> {
  for (const go of waits.splice(0)) go();
  await Promise.all(works.splice(0));
}

test('the log holds no secret of a page’s address', () => {
  receive('data', 1, 'https://app.example.com/reset/4f9a1c2b3d4e5f60a7b8');
  expect(lines[0]?.['report']).toMatchObject({ document: 'https://app.example.com/reset/*' });
});

test('what is alike is one line, and counted in full', async () => {
  receive('data', 8);
  receive('data', 8);
  expect(lines).toEqual([
    {
      event: 'report',
      time: new Date(nowMs).toISOString(),
      requestId: 'r1',
      times: 1,
      report: {
        route: 'routeorders',
        directive: 'img-src',
        disposition: 'report',
        blocked: 'data:',
        document: 'https://app.example.com/orders/7',
      },
    },
  ]);
  await flush();
  const kind = { directive: 'img-src', disposition: 'report', blocked: 'data:', count: 16, document: '/orders/7' };
  expect(write.mock.calls).toEqual([[20_000, [{ route: 'routeorders', kinds: [kind], overflow: 0 }]]]);
  expect(figures).toEqual({ counted: 16, dropped: 0, logged: 1, lost: 0 });
});

test('after ten minutes there is a line again, with what has been alike since', () => {
  receive('data', 5);
  nowMs += 10 * 60_000 - 1;
  receive('data');
  expect(lines.length).toBe(1);
  nowMs += 1;
  receive('data');
  expect(lines.map(({ times }) => times)).toEqual([1, 6]);
});

test('however many different reports a client makes up, lines and kinds are bounded, and all are counted', async () => {
  for (let at = 0; at < 700; at += 1) receive(`https://h${at}.example/`);
  expect(lines.length).toBe(500);
  await flush();
  const [, [counts] = []] = write.mock.calls[0] ?? [];
  expect([counts?.kinds.length, counts?.overflow]).toEqual([500, 200]);
  nowMs += 10 * 60_000;
  receive('https://later.example/');
  expect(lines.length).toBe(501);
});

test('one write takes all that came within two seconds', async () => {
  receive('data');
  receive('blob', 2, 'https://app.example.com/files');
  expect(works.length).toBe(1);
  await flush();
  expect(write.mock.calls[0]?.[1].map(({ route }) => route)).toEqual(['routeorders', 'routefiles']);
  receive('data');
  await flush();
  expect(write).toHaveBeenCalledTimes(2);
});

test('a request that was cut off before it wrote does not keep others from it', async () => {
  receive('data');
  nowMs += 9999;
  receive('data');
  expect(works.length).toBe(1);
  nowMs += 1;
  receive('data');
  expect(works.length).toBe(2);
});

test('where the store does not answer, reports are lost, and counted as lost', async () => {
  write.mockRejectedValue(new Error('away'));
  receive('data', 3);
  await flush();
  expect(figures).toMatchObject({ counted: 3, lost: 3 });
});

test('reports on a page without a route, and bodies that are not reports, are dropped', () => {
  receive('data', 2, 'https://evil.example/');
  desk.receive(null, { requestId: 'r', routeOf: () => 'x', waitUntil: (work) => works.push(work) });
  desk.receive('{', { requestId: 'r', routeOf: () => 'x', waitUntil: (work) => works.push(work) });
  expect(figures).toEqual({ counted: 0, dropped: 4, logged: 0, lost: 0 });
  expect([lines.length, works.length]).toEqual([0, 0]);
});
