import type { ServerResponse } from 'node:http';
import { type InterceptedRequest, type Interceptor, type RedisRest, startRedisRest } from '@portcullis/cli/dev';

/** What can go wrong on the way to Redis and back. */
export const FAULTS = [
  'hang-before',
  'hang-after',
  'reset-before',
  'reset-after',
  'unauthorized',
  'too-many-requests',
  'server-error',
  'html-page',
  'empty-body',
  'truncated',
  'byte-a-second',
  'empty-object',
  'null-result',
  'text-result',
  'number-result',
  'empty-list',
  'short-list',
  'other-list',
  'null-body',
] as const;

export type Fault = (typeof FAULTS)[number];

/** Faults after which Redis has done what it was asked for, though the caller cannot know. */
export const EXECUTED: ReadonlySet<Fault> = new Set([
  'hang-after',
  'reset-after',
  'truncated',
  'byte-a-second',
  'short-list',
]);

/** A bridge whose way can be broken. */
export interface FaultyRedisRest extends RedisRest {
  /**
   * Breaks the way from now on; `null`: it is whole again. Milliseconds: every answer comes that much later.
   * @param of which requests. Absent: of all
   */
  readonly fail: (fault: Fault | number | null, of?: (request: InterceptedRequest) => boolean) => void;
  /** Requests so far, oldest first. */
  readonly requests: readonly InterceptedRequest[];
}

/** Starts a bridge to the Redis under `redisUrl`. */
export async function startFaultyRedisRest(redisUrl: string, token: string): Promise<FaultyRedisRest> {
  let fault: Fault | number | null = null;
  let isBroken: (request: InterceptedRequest) => boolean = () => true;
  const requests: InterceptedRequest[] = [];
  const rest = await startRedisRest({
    redisUrl,
    token,
    intercept: (request, execute, response) => {
      requests.push(request);
      return faultyAnswer(isBroken(request) ? fault : null, execute, response);
    },
  });
  return {
    ...rest,
    requests,
    fail: (next, of = () => true) => {
      fault = next;
      isBroken = of;
    },
  };
}

type Execute = Parameters<Interceptor>[1];

async function faultyAnswer(fault: Fault | number | null, execute: Execute, response: ServerResponse) {
  if (typeof fault === 'number') {
    await new Promise((resolve) => setTimeout(resolve, fault));
    return execute();
  }
  switch (fault) {
    case null:
      return execute();
    case 'hang-before':
      return null;
    case 'hang-after':
      await execute();
      return null;
    case 'reset-before':
      response.socket?.resetAndDestroy();
      return null;
    case 'reset-after':
      await execute();
      response.socket?.resetAndDestroy();
      return null;
    case 'unauthorized':
      return { status: 401, body: '{"error":"WRONGPASS invalid or missing auth token"}' };
    case 'too-many-requests':
      return { status: 429, body: '{"error":"ERR max requests limit exceeded"}' };
    case 'server-error':
      return { status: 503, body: 'upstream connect error', contentType: 'text/plain' };
    case 'html-page':
      return { status: 200, body: '<!doctype html><title>Maintenance</title>', contentType: 'text/html' };
    case 'empty-body':
      return { status: 200, body: '' };
    case 'truncated':
      return breakOff((await execute()).body, response);
    case 'byte-a-second':
      return dribble((await execute()).body, response);
    case 'short-list':
      return { status: 200, body: JSON.stringify({ result: shortened(await execute()) }) };
    default:
      return { status: 200, body: ODD_BODIES[fault] };
  }
}

const ODD_BODIES: Readonly<
  Record<
    'empty-object' | 'null-result' | 'text-result' | 'number-result' | 'empty-list' | 'other-list' | 'null-body',
    string
  >
> = {
  'empty-object': '{}',
  'null-result': '{"result":null}',
  'text-result': '{"result":"OK"}',
  'number-result': '{"result":0}',
  'empty-list': '{"result":[]}',
  'other-list': '{"result":[1,null,"","",{},true]}',
  'null-body': 'null',
};

/** The answer without its last item, which the caller must not miss. */
function shortened({ body }: { readonly body: string }): unknown {
  const { result } = JSON.parse(body) as { result?: unknown };
  return Array.isArray(result) ? result.slice(0, -1) : result;
}

/** Announces the whole body and sends half of it. */
function breakOff(body: string, response: ServerResponse): null {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.write(body.slice(0, Math.ceil(body.length / 2)), () => response.socket?.destroy());
  return null;
}

function dribble(body: string, response: ServerResponse): null {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  const bytes = [...Buffer.from(body)];
  const timer = setInterval(() => {
    const byte = bytes.shift();
    if (byte === undefined) response.end();
    else response.write(Buffer.of(byte));
  }, 1000);
  response.once('close', () => clearInterval(timer));
  return null;
}
