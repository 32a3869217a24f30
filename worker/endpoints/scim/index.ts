export { answerScim } from './answer-scim.ts';
