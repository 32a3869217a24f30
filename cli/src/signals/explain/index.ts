export { explainScim } from './explain-scim.ts';
export { explainSigned } from './explain-signed.ts';
export { formatSignal } from './format-signal.ts';
export type { SignalExplanation } from './signal-explanation.ts';
export { readSignalMessage, type SignalMessage } from './signal-message.ts';
