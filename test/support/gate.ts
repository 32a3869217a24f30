import { startTestGateway, type TestGateway, type TestGatewayOptions } from './gateway.ts';
import { ofFile } from './of-file.ts';
import { type Answer, type OriginOptions, startOrigin, type TestOrigin } from './origin.ts';
import { type RedisStore, startRedisStore } from './redis-store.ts';
import { type RulesParts, testRules } from './rules.ts';
import { type SeveralGateways, startSeveralGateways } from './several-gateways.ts';

/** An origin `app` with a gateway in front of it. */
export interface Gate extends AsyncDisposable {
  readonly origin: TestOrigin;
  readonly gateway: TestGateway;
}

/** Gateways that share one Redis, by a way on which faults can be put. */
export interface RedisGate extends Gate, Omit<RedisStore, typeof Symbol.asyncDispose> {
  readonly gateways: SeveralGateways;
}

export interface GateOptions extends Omit<RulesParts, 'origins'>, Omit<TestGatewayOptions, 'rules'> {
  /** How the origin answers. Absent: `200 ok` to everything. */
  readonly answer?: Answer;
  readonly originOptions?: OriginOptions;
  /** Ids under which the rules know the origin. Absent: `app`. */
  readonly originIds?: readonly string[];
  /** Id to URL of origins that the test started itself. */
  readonly otherOrigins?: Readonly<Record<string, string>>;
}

export interface RedisGateOptions extends GateOptions {
  /** How many gateways. Absent: one. */
  readonly count?: number;
}

/** Starts all of it, for one test: `await using gate = await startGate({ routes })`. */
export async function startGate(options: GateOptions): Promise<Gate> {
  const origin = await startOrigin(options.answer, options.originOptions);
  const gateway = await startTestGateway(gatewayOptions(options, origin));
  return {
    origin,
    gateway,
    [Symbol.asyncDispose]: async () => {
      await gateway.stop();
      await origin.close();
    },
  };
}

/** The same with a Redis for shared state. */
export async function startRedisGate(options: RedisGateOptions): Promise<RedisGate> {
  const origin = await startOrigin(options.answer, options.originOptions);
  const store = await startRedisStore();
  const given = gatewayOptions({ ...options, settings: { ...store.settings, ...options.settings } }, origin);
  const gateways = await startSeveralGateways(options.count ?? 1, () => given);
  return {
    ...store,
    origin,
    gateways,
    gateway: gateways[0],
    [Symbol.asyncDispose]: async () => {
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await store[Symbol.asyncDispose]();
      await origin.close();
    },
  };
}

/** Starts all of it for the tests of a file or of a `describe`, after which it ends. */
export async function gateOfFile(options: GateOptions): Promise<Gate> {
  return ofFile(await startGate(options), end);
}

export async function redisGateOfFile(options: RedisGateOptions): Promise<RedisGate> {
  return ofFile(await startRedisGate(options), end);
}

const end = (gate: AsyncDisposable) => gate[Symbol.asyncDispose]();

function gatewayOptions(options: GateOptions, origin: TestOrigin): TestGatewayOptions {
  const { answer: _answer, originOptions: _originOptions, originIds = ['app'], otherOrigins, ...others } = options;
  const { settings, services, cfHeader, cache, adjust, port, ...rules } = others;
  const origins = { ...Object.fromEntries(originIds.map((id) => [id, origin.url])), ...otherOrigins };
  return {
    rules: testRules({ ...rules, origins }),
    ...(settings === undefined ? {} : { settings }),
    ...(services === undefined ? {} : { services }),
    ...(cfHeader === undefined ? {} : { cfHeader }),
    ...(cache === undefined ? {} : { cache }),
    ...(adjust === undefined ? {} : { adjust }),
    ...(port === undefined ? {} : { port }),
  };
}
