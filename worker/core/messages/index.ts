export { type AnswerChanges, answerChanges } from './answer-changes.ts';
export { answerProblem, withoutStrayBody } from './origin-answer.ts';
export { type BodyProblem, holdsAnything, type OutgoingBody, outgoingBody } from './outgoing-body.ts';
export { readsPages, withPlacedNonce } from './placed-nonce.ts';
