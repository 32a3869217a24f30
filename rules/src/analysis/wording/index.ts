export { eitherOf, formatBytes, formatDayAndMoment, formatMoment, formatSeconds } from './format-quantity.ts';
