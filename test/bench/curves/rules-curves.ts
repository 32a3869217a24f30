import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { samplePrefixes } from '../rules/sample-prefixes.ts';
import type { Curve, CurvePoint } from './curve.ts';
import { type CurveSetting, ownerAt, refusalsOf, startCurveGateway } from './setting.ts';

const ROUTES = [10, 100, 1000, 10_000];
const PREFIXES = [10, 1000, 100_000];
/** As many different paths for few routes as for many. */
const PATHS = 1000;

/** Paths take turns, spread over all routes. */
export async function alongRoutes(setting: CurveSetting): Promise<Curve> {
  const points: CurvePoint[] = [];
  for (const count of ROUTES) {
    const base = (index: number): string => `/api/service-${index % 40}/resource-${Math.floor(index / 40)}`;
    const routes = Array.from({ length: count }, (_, index) => {
      const where = `path: "${base(index)}/{id}", methods: [GET]`;
      return `{ id: r${index}, ${where}, access: { roles: [owner] } }`;
    });
    const gateway = await startCurveGateway(setting, `routes-${count}`, { routes });
    const spread = Math.max(1, Math.floor(count / PATHS));
    const paths = Array.from({ length: PATHS }, (_, index) => `${base((index * spread) % count)}/item-${index}`);
    const pathsFile = join(setting.folder, `paths-${count}.txt`);
    await writeFile(pathsFile, `${paths.join('\n')}\n`);
    const subject = { ...ownerAt(gateway, `routes-${count}`), pathsFile };
    points.push({ label: count.toLocaleString('en'), subject, refusals: refusalsOf(gateway, paths.at(-1)) });
  }
  const along = 'routes';
  return { title: 'Routes: 1,000 paths in turn, spread over all routes', along, versus: '÷ 10 routes', points };
}

/** The client's address is not in the list, so that the whole search is made. Half of the networks are IPv6. */
export async function alongAddresses(setting: CurveSetting): Promise<Curve> {
  const clientAddress = '{ header: X-Forwarded-For, trustedProxies: [127.0.0.1/32] }';
  const points: CurvePoint[] = [];
  for (const count of PREFIXES) {
    const blocked = samplePrefixes(count, 0.5);
    const gateway = await startCurveGateway(setting, `addresses-${count}`, { clientAddress, blocked });
    const owner = ownerAt(gateway, `addresses-${count}`);
    const subject = { ...owner, headers: [...owner.headers, 'X-Forwarded-For: 192.0.2.7'] };
    const inside = (blocked[0] ?? '').replace(/\/\d+$/, '');
    const from = { 'x-forwarded-for': '192.0.2.7' };
    const fromOutside = refusalsOf(gateway).map((each) => ({ ...each, headers: { ...each.headers, ...from } }));
    const refused = { url: `${gateway.url}/open/items`, headers: { 'x-forwarded-for': inside }, status: 403 };
    points.push({ label: count.toLocaleString('en'), subject, refusals: [...fromOutside, refused] });
  }
  const title = 'Networks in a list that denies';
  return { title, along: 'networks', versus: '÷ 10 networks', points };
}
