export { Tables } from './tables.ts';
