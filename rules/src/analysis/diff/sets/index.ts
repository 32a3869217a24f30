export {
  type AddressSet,
  addressSetOf,
  addressWords,
  commonAddresses,
  EVERY_ADDRESS,
  someAddress,
  withoutAddresses,
} from './address-set.ts';
export {
  ALWAYS,
  commonMoments,
  intersectMoments,
  type MomentSet,
  momentsOf,
  momentWords,
  someMoment,
  withoutMoments,
} from './moment-set.ts';
