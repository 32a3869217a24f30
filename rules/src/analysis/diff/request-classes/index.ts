export { createAddressAxis } from './address-axis.ts';
export { createHostAxis, withoutOtherTenants } from './host-axis.ts';
export { type RequestClass, requestClassesOf, type SharedAxes } from './request-classes.ts';
export { OWN_SITE, siteHeaders } from './sites.ts';
export { rolesOfBoth } from './who-axis.ts';
