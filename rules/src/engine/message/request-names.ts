import { foldHeaderName } from '../naming/index.ts';

const GATEWAY_NAMESPACE = 'portcullis-';

/** Folded names that never pass: who the client is, which host, path or method it asked for, is the gateway's to say. */
const DROPPED = new Set([
  'connection',
  'expect',
  'forwarded',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'cookie',
  'true-client-ip',
  'client-ip',
  'fastly-client-ip',
  'proxy-client-ip',
  'wl-proxy-client-ip',
  'x-azure-clientip',
  'x-azure-socketip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-real-ip',
  'x-remote-ip',
  'x-remote-addr',
  'x-originating-ip',
  'x-host',
  'x-http-host-override',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-original-host',
  'x-original-method',
  'x-original-uri',
  'x-original-url',
  'x-rewrite-url',
  'x-middleware-subrequest',
  'x-arr-ssl',
  'front-end-https',
  'proxy',
  // gunicorn takes them for the request's own, by default, where its peer is on the same machine.
  'path-info',
  'script-name',
]);
const DROPPED_PREFIXES = [GATEWAY_NAMESPACE, 'x-forwarded', 'x-envoy-', 'x-portcullis', 'cf-', 'x-original-forwarded'];

/** Whether only the gateway says what a header of this name says, in every spelling that an origin could read as it. */
export function isGatewaysToSay(name: string): boolean {
  const folded = foldHeaderName(name);
  return DROPPED.has(folded) || DROPPED_PREFIXES.some((prefix) => folded.startsWith(prefix));
}
