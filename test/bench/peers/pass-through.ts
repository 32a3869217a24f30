/** The least that a Worker in front of an origin can do. */
// biome-ignore lint/style/noDefaultExport: workerd calls the default export
export default {
  fetch(request: Request, env: PeerEnv): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    return fetch(`${env.ORIGIN}${pathname}${search}`, request);
  },
};
