export type LoadStatus = 'planned' | 'in transit' | 'delivered' | 'delayed';

export const LOAD_STATUSES: readonly LoadStatus[] = ['planned', 'in transit', 'delayed', 'delivered'];

/** A load: freight that goes from one place to another. Dates are `YYYY-MM-DD`. */
export interface Load {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly commodity: string;
  readonly weightKg: number;
  readonly pickup: string;
  readonly driver: string | null;
  readonly status: LoadStatus;
}

export interface Invoice {
  readonly id: string;
  readonly customer: string;
  readonly load: string;
  readonly amountCents: number;
  readonly due: string;
  readonly paidBy: string | null;
}

export interface Driver {
  readonly id: string;
  readonly name: string;
  readonly licence: string;
  readonly truck: string;
  readonly status: 'on the road' | 'available' | 'off duty';
}

/** All that one company has. Ids begin with the tenant's name, so that a mix-up shows at once. */
export interface Company {
  readonly tenant: string;
  name: string;
  readonly loads: Load[];
  readonly invoices: Invoice[];
  readonly drivers: readonly Driver[];
}
