import { planFor } from '../responses/plan-for.ts';

/** What `respond` is measured against: the same headers, set one after the other. The first segment of the path names the list. */
// biome-ignore lint/style/noDefaultExport: workerd calls the default export
export default {
  async fetch(request: Request, env: PeerEnv): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const answer = await fetch(`${env.ORIGIN}${pathname}${search}`, request);
    const response = new Response(answer.body, answer);
    for (const { name, value } of planFor(pathname)?.sets ?? []) response.headers.set(name, value);
    return response;
  },
};
