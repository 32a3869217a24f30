import type { Company, Invoice, Load, LoadStatus } from './company.ts';
import { seedCompanies } from './seed.ts';

/** What a new load needs. */
export type NewLoad = Pick<Load, 'from' | 'to' | 'commodity' | 'weightKg' | 'pickup'>;

/** The data of all companies. Everything is reached through one company, so no query can leave its tenant. */
export interface Store {
  /** The tenant's company, or `null` where there is none. */
  company(tenant: string): Company | null;
  addLoad(company: Company, load: NewLoad): Load;
  /** The changed load, or `null` where the company has no such load. */
  setLoadStatus(company: Company, id: string, status: LoadStatus): Load | null;
  /** The invoice as it is now, or `null` where the company has no such invoice. Paying twice changes nothing. */
  payInvoice(company: Company, id: string, user: string): Invoice | null;
}

/** A store in memory, with the demo companies. */
export function createStore(today: Date): Store {
  const companies = new Map(seedCompanies(today).map((company) => [company.tenant, company]));
  return {
    company: (tenant) => companies.get(tenant) ?? null,
    addLoad(company, load) {
      const added: Load = {
        ...load,
        id: `${company.tenant.toUpperCase()}-L-${1001 + company.loads.length}`,
        driver: null,
        status: 'planned',
      };
      company.loads.push(added);
      return added;
    },
    setLoadStatus: (company, id, status) => replace(company.loads, id, (load) => ({ ...load, status })),
    payInvoice: (company, id, user) =>
      replace(company.invoices, id, (invoice) => ({ ...invoice, paidBy: invoice.paidBy ?? user })),
  };
}

function replace<T extends { readonly id: string }>(list: T[], id: string, change: (item: T) => T): T | null {
  const index = list.findIndex((item) => item.id === id);
  const item = list[index];
  if (item === undefined) return null;
  const changed = change(item);
  list[index] = changed;
  return changed;
}
