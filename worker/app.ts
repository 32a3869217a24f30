import { refuse } from '@portcullis/rules/engine';
import { CompiledPolicyError, type Policy } from '@portcullis/rules/policy';
import { ConfigError, readConfig } from './config.ts';
import { createClientReader } from './core/headers/index.ts';
import { answerEndpoint } from './endpoints/app.ts';
import type { Env } from './env.ts';
import { Exchange, type Gateway, type Lifetime } from './pipeline/exchange.ts';
import { runPipeline } from './pipeline/pipeline.ts';

/** What the Worker answers every request with. */
export interface App {
  readonly fetch: (request: Request, env: Env, context: ExecutionContext) => Promise<Response>;
}

/**
 * Puts the gateway together: one per isolate, made on the first request, since keys cannot be imported before.
 * @param readPolicy may throw a `CompiledPolicyError`
 */
export function createApp(readPolicy: () => Policy): App {
  let gateway: Gateway | null = null;
  return {
    fetch: async (request, env, context) => {
      const lifetime: Lifetime = {
        waitUntil: (work) => context.waitUntil(work),
        abort: (reason) => context.abort(reason),
      };
      try {
        gateway ??= await createGateway(env, readPolicy());
      } catch (error) {
        return runPipeline(unusable(request, error, lifetime, readPolicy));
      }
      return runPipeline(new Exchange(request, gateway, lifetime));
    },
  };
}

async function createGateway(env: Env, policy: Policy): Promise<Gateway> {
  const config = await readConfig(env, policy);
  return Object.freeze({
    config,
    readClient: createClientReader(config.engine.policy.clientAddress),
    answerEndpoint,
  });
}

/** A gateway that cannot be set up refuses everything, and its log says which setting it is, or that it is the rules. */
function unusable(request: Request, error: unknown, lifetime: Lifetime, readPolicy: () => Policy): Exchange {
  const exchange = new Exchange(request, null, lifetime);
  if (!(error instanceof CompiledPolicyError)) exchange.hsts = readPolicy().hsts;
  const isExplained = error instanceof ConfigError || error instanceof CompiledPolicyError;
  const detail = isExplained ? error.message : 'the rules or settings cannot be read';
  exchange.refusal = refuse('config_invalid', null, { detail, retryAfterSeconds: 30 });
  return exchange;
}
