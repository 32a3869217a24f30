import { LOAD_STATUSES, type LoadStatus } from '../data/company.ts';
import type { NewLoad } from '../data/store.ts';
import { textField } from '../http/fields.ts';

const MAX_WEIGHT_KG = 40_000;

/** The fields of a new load, or what is wrong with them. */
export function readNewLoad(fields: Readonly<Record<string, unknown>> | null): NewLoad | string {
  if (fields === null) return 'Send a form or a JSON object.';
  const from = textField(fields, 'from', 60);
  const to = textField(fields, 'to', 60);
  const commodity = textField(fields, 'commodity', 60);
  if (!from || !to) return 'Enter where the load goes from and to.';
  if (!commodity) return 'Enter what is carried.';
  const weightKg = Number(fields['weightKg']);
  if (!Number.isInteger(weightKg) || weightKg < 1 || weightKg > MAX_WEIGHT_KG)
    return `Enter a weight from 1 to ${MAX_WEIGHT_KG} kg.`;
  const pickup = textField(fields, 'pickup', 10);
  if (!pickup || !isDay(pickup)) return 'Enter the day of the pick-up as YYYY-MM-DD.';
  return { from, to, commodity, weightKg, pickup };
}

/** The status, or `null` where there is none of this name. */
export function asStatus(value: unknown): LoadStatus | null {
  return LOAD_STATUSES.find((status) => status === value) ?? null;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
