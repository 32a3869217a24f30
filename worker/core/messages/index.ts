export { type AnswerChanges, answerChanges } from './answer-changes.ts';
export { changedPage, isWholePage, readsPages } from './changed-page.ts';
export { answerProblem, withoutStrayBody } from './origin-answer.ts';
export { type BodyProblem, holdsAnything, type OutgoingBody, outgoingBody } from './outgoing-body.ts';
