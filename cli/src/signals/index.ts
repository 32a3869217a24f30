export { chosenProvider, providerOfOptions } from './chosen-provider.ts';
export { explainSignalFile } from './explain-signal.ts';
export { postSignal } from './post-signal.ts';
export { readProviderKey, signedByProvider } from './provider-key.ts';
export { SAMPLE_EVENTS, sampleEvent } from './sample-events.ts';
export { SCIM_ACTIONS, SCIM_FORMS, type ScimForm, scimSteps } from './scim-samples.ts';
export { readConversation, type ScimStep, talkScim } from './talk-scim.ts';
