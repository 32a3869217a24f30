import { join } from 'node:path';
import { type GatewayUnderTest, type MoreRules, startGatewayUnderTest } from '../gateway-under-test.ts';
import type { Subject } from '../measure.ts';
import type { Refusal } from './curve.ts';

/** Where the gateways of a curve stand. */
export interface CurveSetting {
  readonly folder: string;
  readonly originUrl: string;
  /** Gets what must be called at the end. */
  readonly stops: (() => Promise<void>)[];
}

/** @param name of its folder */
export async function startCurveGateway(
  { folder, originUrl, stops }: CurveSetting,
  name: string,
  more?: MoreRules,
): Promise<GatewayUnderTest> {
  const gateway = await startGatewayUnderTest(join(folder, name), originUrl, more);
  stops.push(gateway.stop);
  return gateway;
}

/** A request of the signed-in owner. */
export function ownerAt(gateway: GatewayUnderTest, id: string, path = '/owners/items'): Subject {
  return {
    id,
    title: id,
    pid: gateway.pid,
    url: `${gateway.url}${path}`,
    headers: [gateway.cookie],
    refuses: false,
  };
}

/** What every gateway refuses: no session, a forged cookie, a path without a route. */
export function refusalsOf({ url, cookie }: GatewayUnderTest, path = '/owners/items'): readonly Refusal[] {
  const own = cookieOf(cookie);
  const forged = own.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'));
  return [
    { url: `${url}${path}`, headers: {}, status: 401 },
    { url: `${url}${path}`, headers: { cookie: forged }, status: 401 },
    { url: `${url}/elsewhere`, headers: { cookie: own }, status: 404 },
  ];
}

/** Value of a line `Cookie: …`. */
export function cookieOf(line: string): string {
  return line.slice(line.indexOf(' ') + 1);
}
