export {
  by,
  type Facets,
  greaterIsLooser,
  joinMoves,
  ladder,
  type Move,
  moreIsLooser,
  neverMatters,
  type Order,
  orderOf,
  otherIsLooser,
  wordsOf,
} from './order.ts';
export { durationWords, listWords, sizeWords } from './value-words.ts';
