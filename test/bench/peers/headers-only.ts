/** The least that a Worker can do which hardens responses. It checks nothing. */
// biome-ignore lint/style/noDefaultExport: workerd calls the default export
export default {
  async fetch(request: Request, env: PeerEnv): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const answer = await fetch(`${env.ORIGIN}${pathname}${search}`, request);
    const response = new Response(answer.body, answer);
    for (const [name, value] of STRICT_HEADERS) response.headers.set(name, value);
    return response;
  },
};
