export { Generations } from './generations.ts';
