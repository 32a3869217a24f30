export {
  by,
  type ChangeDirection,
  greaterIsLooser,
  joinDirections,
  type KeyOrders,
  ladder,
  moreIsLooser,
  neverMatters,
  type Order,
  orderOf,
  otherIsLooser,
  wordsOf,
} from './order.ts';
export { durationWords, listWords, sizeWords } from './value-words.ts';
