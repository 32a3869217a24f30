import type { Company, Driver, Invoice, Load, LoadStatus } from './company.ts';

type LoadRow = readonly [
  from: string,
  to: string,
  commodity: string,
  weightKg: number,
  driver: number | null,
  status: LoadStatus,
];
interface Seed {
  readonly name: string;
  readonly customers: readonly string[];
  readonly drivers: readonly (readonly [name: string, truck: string, status: Driver['status']])[];
  readonly loads: readonly LoadRow[];
}

const SEEDS: Readonly<Record<string, Seed>> = {
  acme: {
    name: 'Acme Haulage',
    customers: ['Birch & Sons Timber', 'Northgate Grocers', 'Halden Pharma', 'Lakeside Steel'],
    drivers: [
      ['Maya Lindqvist', 'Volvo FH16 · AH-204', 'on the road'],
      ['Tom Okafor', 'Scania R500 · AH-118', 'on the road'],
      ['Elena Petrova', 'MAN TGX · AH-077', 'available'],
      ['Samir Haddad', 'DAF XF · AH-310', 'off duty'],
    ],
    loads: [
      ['Calais', 'Turin', 'Paper rolls', 22_300, 2, 'delivered'],
      ['Bremen', 'Zurich', 'Furniture', 11_750, 4, 'delivered'],
      ['Genoa', 'Basel', 'Steel coils', 25_900, null, 'planned'],
      ['Hamburg', 'Vienna', 'Medicines, 2–8 °C', 6_300, 1, 'planned'],
      ['Gdansk', 'Prague', 'Timber', 24_200, 3, 'planned'],
      ['Antwerp', 'Lyon', 'Refrigerated food', 21_000, 2, 'delayed'],
      ['Rotterdam', 'Munich', 'Machine parts', 18_400, 1, 'in transit'],
    ],
  },
  globex: {
    name: 'Globex Freight Lines',
    customers: ['Cobalt Motors', 'Prairie Grain Co-op', 'Bluewater Marine', 'Summit Outdoor'],
    drivers: [
      ['Rosa Delgado', 'Kenworth T680 · GX-12', 'on the road'],
      ['Hank Weaver', 'Peterbilt 579 · GX-40', 'available'],
      ['Priya Raman', 'Freightliner Cascadia · GX-33', 'on the road'],
      ['Walter Nguyen', 'Mack Anthem · GX-08', 'off duty'],
    ],
    loads: [
      ['Fresno', 'Phoenix', 'Almonds', 20_050, 3, 'delivered'],
      ['Detroit', 'Nashville', 'Brake discs', 17_450, 1, 'delivered'],
      ['Tampa', 'Atlanta', 'Outboard motors', 13_600, null, 'planned'],
      ['Seattle', 'Boise', 'Camping gear', 8_200, 2, 'planned'],
      ['Omaha', 'Houston', 'Grain', 24_800, 3, 'in transit'],
      ['Chicago', 'Denver', 'Car engines', 19_100, 1, 'in transit'],
    ],
  },
};

/** The demo companies, with dates around `today`. */
export function seedCompanies(today: Date): readonly Company[] {
  return Object.entries(SEEDS).map(([tenant, seed]) => seedCompany(tenant, seed, today));
}

function seedCompany(tenant: string, seed: Seed, today: Date): Company {
  const prefix = tenant.toUpperCase();
  const drivers = seed.drivers.map(
    ([name, truck, status], index): Driver => ({
      id: `${prefix}-D-${index + 1}`,
      name,
      truck,
      status,
      licence: `CE · until ${day(today, 400 + index * 97).slice(0, 7)}`,
    }),
  );
  const loads = seed.loads.map(
    ([from, to, commodity, weightKg, driver, status], index): Load => ({
      id: `${prefix}-L-${1001 + index}`,
      from,
      to,
      commodity,
      weightKg,
      status,
      pickup: day(today, status === 'planned' ? 1 + index : -1 - index),
      driver: driver === null ? null : (drivers[driver - 1]?.name ?? null),
    }),
  );
  const invoices = loads.slice(0, 5).map(
    (load, index): Invoice => ({
      id: `${prefix}-INV-${2001 + index}`,
      customer: seed.customers[index % seed.customers.length] ?? seed.name,
      load: load.id,
      amountCents: Math.round(load.weightKg * 12.5) + 45_000 + index * 9_950,
      due: day(today, 21 - index * 9),
      paidBy: index >= 3 ? `accounting@${tenant}.example` : null,
    }),
  );
  return { tenant, name: seed.name, loads, invoices, drivers };
}

function day(today: Date, offsetDays: number): string {
  return new Date(today.getTime() + offsetDays * 86_400_000).toISOString().slice(0, 10);
}
