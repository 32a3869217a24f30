export { namedIssuer, sessionOfIssuer } from './issuer-session.ts';
