export { CONTROL_AXES, type PreparedAxis, prepareAxes } from './control-axes.ts';
export { dimensionTitle } from './dimension-title.ts';
export { type RequestClass, requestClassesOf } from './request-classes.ts';
export { siteHeaders } from './sites.ts';
