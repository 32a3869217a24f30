/** The least that a Worker in front of an origin can do. */
export default {
  fetch(request: Request, env: PeerEnv): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    return fetch(`${env.ORIGIN}${pathname}${search}`, request);
  },
};
