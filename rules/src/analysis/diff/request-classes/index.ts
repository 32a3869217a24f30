export { createAddressAxis } from './address-axis.ts';
export { createHostAxis, withoutOtherTenants } from './host-axis.ts';
export { type Product, productsOf, type Space } from './request-classes.ts';
export { OWN_SITE, siteHeaders } from './sites.ts';
export { rolesOfBoth } from './visitor-axes.ts';
