import { startTestGateway, type TestGateway, type TestGatewayOptions } from './gateway.ts';

/** Gateways that have the same keys, so that what one signs holds at all of them. */
export type SeveralGateways = readonly [first: TestGateway, ...others: TestGateway[]];

/** @param options of each, by its number */
export async function startSeveralGateways(
  count: number,
  options: (index: number) => TestGatewayOptions,
): Promise<SeveralGateways> {
  const first = await startTestGateway(options(0));
  const others = Array.from({ length: count - 1 }, async (_, index) => {
    const { settings, ...rest } = options(index + 1);
    return startTestGateway({ ...rest, settings: { ...first.settings, ...settings } });
  });
  return [first, ...(await Promise.all(others))];
}
