import { contentClass } from '@portcullis/rules/responses';
import { fieldsOf, hardenAnswer } from '../../../worker/core/headers/index.ts';
import { planFor } from '../responses/plan-for.ts';

/** The gateway's own work on an answer, and nothing else of the gateway. The first segment of the path names the plan. */
// biome-ignore lint/style/noDefaultExport: workerd calls the default export
export default {
  async fetch(request: Request, env: PeerEnv): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const answer = await fetch(`${env.ORIGIN}${pathname}${search}`, request);
    const response = new Response(answer.body, answer);
    const plan = planFor(pathname);
    // Only what the gateway, too, finds out for each answer.
    const fields = fieldsOf(response.headers);
    contentClass(response.status, fields.get('content-type') ?? null);
    if (plan !== undefined) hardenAnswer(response.headers, fields, plan, null);
    return response;
  },
};
