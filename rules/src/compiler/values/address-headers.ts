/**
 * Headers in which proxies say where a request came from. The Worker reads each of them, and drops each from what clients
 * send. `Forwarded` has a grammar of its own (RFC 7239); the others hold one address, or a list to which each proxy adds.
 */
export const ADDRESS_HEADERS: readonly string[] = [
  'X-Forwarded-For',
  'Forwarded',
  'X-Real-IP',
  'True-Client-IP',
  'CF-Connecting-IP',
  'Fastly-Client-IP',
  'X-Client-IP',
  'X-Cluster-Client-IP',
  'X-Azure-ClientIP',
  'X-Azure-SocketIP',
  'X-Envoy-External-Address',
  'X-Original-Forwarded-For',
];
