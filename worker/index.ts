import type { Policy } from '@portcullis/rules/policy';
import policy from '../rules/compiled/policy.json' with { type: 'json' };
import { createApp } from './app.ts';

export { GateState } from './state/gate-state.ts';

const app = createApp(policy as unknown as Policy);

export default { fetch: app.fetch };
