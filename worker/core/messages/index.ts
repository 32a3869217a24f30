export { type AnswerChanges, answerChanges } from './answer-changes.ts';
export { changedPage, readsPages } from './changed-page.ts';
export { answerProblem, withoutStrayBody } from './origin-answer.ts';
export { type BodyProblem, holdsAnything, type OutgoingBody, outgoingBody } from './outgoing-body.ts';
export { isWholePage } from './whole-page.ts';
