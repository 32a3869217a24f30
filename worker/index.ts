import { type CompiledPolicy, readCompiledPolicy } from '@portcullis/rules/policy';
import addresses from '../rules/compiled/addresses.bin';
import policy from '../rules/compiled/policy.json' with { type: 'json' };
import { createApp } from './app.ts';

export { GateState } from './state/embedded/gate-state.ts';

const app = createApp(() => readCompiledPolicy(policy as unknown as CompiledPolicy, addresses));

export default { fetch: app.fetch };
