import type { LoggedRequest } from '@portcullis/rules/analysis';
import { type AnswersToAll, createAnswers } from './answers-to-all.ts';
import { isSuccess } from './is-success.ts';
import { scannerFamily } from './scanners.ts';

/** What a first look at the whole evidence says, before any request counts for a route. */
export interface Survey {
  readonly requests: number;
  /** Requests that worked, by host in lower case; `''`: the log names none. */
  readonly hosts: ReadonlyMap<string, number>;
  /** Addresses that tried what scanners try. */
  readonly isScanner: (address: string | null) => boolean;
  /** Whether a path is one that scanners try everywhere, and that hardly anyone else got. */
  readonly isTried: (target: string) => boolean;
  /** Answers that the app gives to every path, as single-page apps do. */
  readonly answersToAll: AnswersToAll;
  /** The first host that a browser recorded: of its other requests, many are for servers of others. */
  readonly recordedHost: string | null;
  readonly addresses: number;
  /** Whether clients work with files: to them, `OPTIONS` says what a server can do. Browsers send it as a preflight. */
  readonly usesWebDav: boolean;
  readonly firstSeconds: number | null;
  readonly lastSeconds: number | null;
}

/** Takes every request once. */
export interface SurveyCollector {
  readonly add: (request: LoggedRequest) => void;
  readonly result: () => Survey;
}

interface Address {
  requests: number;
  tried: number;
  readonly families: Set<number>;
}

/** How a family of scanners' paths did. */
interface Family {
  worked: number;
  readonly addresses: Set<string>;
}

/** So much is kept apart; what comes later is not looked at, in constant memory. */
const MAX_ADDRESSES = 100_000;
const MAX_HOSTS = 1_000;
/** A scanner tries several families of paths, and little else. */
const FAMILIES_OF_SCANNER = 2;
const SHARE_OF_SCANNER = 0.05;
const MAX_HOST_CHARACTERS = 260;
/** An app that has such paths itself, as WordPress has, answers more than this share of all requests there, and to several addresses. */
const SHARE_OF_OWN = 0.01;
const ADDRESSES_OF_OWN = 2;

/** Starts a survey. */
export function createSurvey(): SurveyCollector {
  const hosts = new Map<string, number>();
  const addresses = new Map<string, Address>();
  const answers = createAnswers();
  const families = new Map<number, Family>();
  const seen = { requests: 0, worked: 0, usesWebDav: false };
  let recordedHost: string | null = null;
  let [first, last]: [number | null, number | null] = [null, null];
  return {
    add: (request) => {
      const family = scannerFamily(request.target);
      seen.requests += 1;
      if (request.method === 'PROPFIND' && isSuccess(request.status)) seen.usesWebDav = true;
      if (request.byBrowser) recordedHost ??= request.host;
      if (isSuccess(request.status) && (!request.byBrowser || request.host === recordedHost))
        countHost(hosts, request.host);
      if (isSuccess(request.status)) {
        seen.worked += 1;
        if (family !== null) countFamily(families, family, request.address);
      }
      countAddress(addresses, request.address, family);
      answers.add(request, family !== null);
      if (request.timeSeconds === null) return;
      first = Math.min(first ?? request.timeSeconds, request.timeSeconds);
      last = Math.max(last ?? request.timeSeconds, request.timeSeconds);
    },
    result: () => {
      const scanners = scannersAmong(addresses);
      return {
        ...seen,
        hosts,
        recordedHost,
        addresses: addresses.size,
        isTried: (target) => {
          const family = scannerFamily(target);
          const own = family === null ? undefined : families.get(family);
          return family !== null && !isOwn(own, seen.worked, addresses.size);
        },
        isScanner: (address) => address !== null && scanners.has(address),
        answersToAll: answers.result(),
        firstSeconds: first,
        lastSeconds: last,
      };
    },
  };
}

function countHost(hosts: Map<string, number>, logged: string | null): void {
  const host = (logged ?? '').toLowerCase();
  if (host.length > MAX_HOST_CHARACTERS || (hosts.size >= MAX_HOSTS && !hosts.has(host))) return;
  hosts.set(host, (hosts.get(host) ?? 0) + 1);
}

function countAddress(addresses: Map<string, Address>, name: string | null, family: number | null): void {
  if (name === null || (addresses.size >= MAX_ADDRESSES && !addresses.has(name))) return;
  const address = addresses.get(name) ?? { requests: 0, tried: 0, families: new Set<number>() };
  addresses.set(name, address);
  address.requests += 1;
  if (family === null) return;
  address.tried += 1;
  address.families.add(family);
}

function countFamily(families: Map<number, Family>, index: number, address: string | null): void {
  const family = families.get(index) ?? { worked: 0, addresses: new Set<string>() };
  families.set(index, family);
  family.worked += 1;
  if (address !== null && family.addresses.size < ADDRESSES_OF_OWN) family.addresses.add(address);
}

/** Where the log shows one address or none, as behind a proxy, the share alone has to do. */
function isOwn(family: Family | undefined, worked: number, addresses: number): boolean {
  if (family === undefined || family.worked < worked * SHARE_OF_OWN) return false;
  return addresses < ADDRESSES_OF_OWN || family.addresses.size >= ADDRESSES_OF_OWN;
}

/** Behind a proxy, the log may have one address for all: it says nothing of anyone. */
function scannersAmong(addresses: ReadonlyMap<string, Address>): ReadonlySet<string> {
  if (addresses.size < 2) return new Set();
  const found = [...addresses].filter(
    ([, { requests, tried, families }]) => families.size >= FAMILIES_OF_SCANNER && tried >= requests * SHARE_OF_SCANNER,
  );
  return new Set(found.map(([name]) => name));
}
