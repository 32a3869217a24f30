import { markdownTable } from '../figures.ts';
import { type AdapterFigure, benchAdapters } from './adapters.ts';
import { type VerifyFigure, verifyFigures } from './verify-figures.ts';

/** What the origin SDK costs an app. */
export interface SdkReport {
  readonly verify: readonly VerifyFigure[];
  readonly adapters: readonly AdapterFigure[];
}

const MOST_TO_JOSE = 1.5;

/** Measures the origin SDK. Takes about five seconds for each round. */
export async function benchSdk(rounds: number): Promise<SdkReport> {
  return { verify: await verifyFigures(rounds), adapters: await benchAdapters(rounds) };
}

/** The figures as Markdown tables. */
export function sdkTablesOf({ verify, adapters }: SdkReport): string {
  const verified = verify.map(({ algorithm, sdkMicros, joseMicros, ratio }) => [
    `verify a request, ${algorithm}`,
    sdkMicros.toFixed(1),
    joseMicros.toFixed(1),
    ratio.toFixed(2),
    `≤ ${MOST_TO_JOSE}`,
    ratio <= MOST_TO_JOSE ? 'yes' : 'no',
  ]);
  const added = adapters.map(({ framework, plainMicros, protectedMicros, addedMicros }) => [
    framework,
    plainMicros.toFixed(0),
    protectedMicros.toFixed(0),
    addedMicros.toFixed(0),
  ]);
  return [
    markdownTable(['origin SDK', 'CPU µs', 'jose alone, CPU µs', '÷ jose', 'goal', 'reached'], verified),
    markdownTable(['adapter', 'app alone, CPU µs/request', 'with the adapter', 'added'], added),
  ].join('\n\n');
}
