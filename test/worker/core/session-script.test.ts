import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { EN, sessionScriptOf } from '../../../worker/core/pages/index.ts';

interface Element {
  readonly name: string;
  textContent: string;
  readonly children: Element[];
  readonly click: () => void;
}

/** A page that includes the script, with answers for it and time that stands until it is told to go on. */
async function page(
  answers: readonly (Readonly<Record<string, number>> | number)[],
  onEnding?: (event: Event) => void,
) {
  const asked: string[] = [];
  const events: { readonly type: string; readonly detail: unknown }[] = [];
  let timer: { readonly run: () => void; readonly ms: number } | null = null;
  const shown: Element[] = [];
  const element = (name: string): Element => {
    let act = () => undefined as unknown;
    const children: Element[] = [];
    const made = {
      name,
      textContent: '',
      children,
      append: (...more: Element[]) => children.push(...more),
      setAttribute: () => undefined,
      addEventListener: (_type: string, listener: () => unknown) => {
        act = listener;
      },
      click: () => void act(),
      showModal: () => shown.push(made as Element),
      remove: () => shown.splice(0),
    };
    return made as Element;
  };
  const window = {
    dispatchEvent: (event: CustomEvent) => {
      events.push({ type: event.type, detail: event.detail });
      onEnding?.(event);
      return !event.defaultPrevented;
    },
  };
  const fetch = async (path: string) => {
    asked.push(path);
    const answer = answers[asked.length - 1] ?? 500;
    return typeof answer === 'number'
      ? { ok: false, status: answer }
      : { ok: true, status: 200, json: async () => answer };
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  runInNewContext(sessionScriptOf(EN), {
    window,
    fetch,
    document: { createElement: element, body: { append: () => undefined }, addEventListener: () => undefined },
    CustomEvent,
    clearTimeout: () => undefined,
    setTimeout: (run: () => void, ms: number) => {
      timer = { run, ms };
    },
  });
  await settle();
  return {
    asked,
    events,
    shown,
    settle,
    waitMs: () => timer?.ms,
    goOn: async () => {
      timer?.run();
      await settle();
    },
  };
}

const nowSeconds = Date.now() / 1000;
const long = { secondsLeft: 600, endsAt: nowSeconds + 3600 };
const ending = { secondsLeft: 100, endsAt: nowSeconds + 3600 };
const PEEK = '/.portcullis/session?peek';

test('it asks without keeping the session alive, and again when two minutes are left', async () => {
  const { asked, waitMs, shown, events } = await page([long]);
  expect([asked, waitMs(), shown, events]).toEqual([[PEEK], 480_000, [], []]);
});

test('before the end it shows a dialog, whose button renews and takes it away', async () => {
  const { asked, shown, settle, goOn } = await page([long, ending, long]);
  await goOn();
  const [dialog] = shown;
  expect(dialog?.children[0]?.textContent).toBe('Your session is about to end');
  const stay = dialog?.children.find(({ textContent }) => textContent === 'Stay signed in');
  stay?.click();
  await settle();
  expect([asked, shown]).toEqual([[PEEK, PEEK, '/.portcullis/session'], []]);
});

test('a page that listens shows what it wants', async () => {
  const { shown, events } = await page([ending], (event) => event.preventDefault());
  expect([shown, events]).toMatchObject([[], [{ type: 'portcullis:ending', detail: { secondsLeft: 100 } }]]);
});

test('where nothing can put the end off, it offers nothing of the kind', async () => {
  const { shown } = await page([{ secondsLeft: 60, endsAt: nowSeconds + 60 }]);
  const texts = shown[0]?.children.map(({ textContent }) => textContent) ?? [];
  expect(texts.some((text) => text.startsWith('It ends on'))).toBe(true);
  expect(texts).not.toContain('Stay signed in');
});

test('it says when the session has ended, and asks again after a failure', async () => {
  const { events, waitMs, goOn } = await page([500, 401]);
  expect([events, waitMs()]).toEqual([[], 30_000]);
  await goOn();
  expect(events).toMatchObject([{ type: 'portcullis:ended' }]);
});
