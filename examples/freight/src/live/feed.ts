import type { Load } from '../data/company.ts';

/** A change of a load, as subscribers get it. */
export interface FeedEvent {
  /** Begins with the tenant, e.g. `acme-7`. */
  readonly id: string;
  readonly load: Load;
}

/** Notifies a tenant's own subscribers of changes to its loads. */
export interface Feed {
  publish(tenant: string, load: Load): void;
  /** Replays what came after `lastEventId`, then passes on what comes. Returns the way to stop. */
  subscribe(tenant: string, lastEventId: string | null, listener: (event: FeedEvent) => void): () => void;
}

const KEPT_EVENTS = 50;

interface Channel {
  published: number;
  readonly kept: FeedEvent[];
  readonly listeners: Set<(event: FeedEvent) => void>;
}

export function createFeed(): Feed {
  const channels = new Map<string, Channel>();
  const channelOf = (tenant: string): Channel => {
    const channel = channels.get(tenant) ?? { published: 0, kept: [], listeners: new Set() };
    channels.set(tenant, channel);
    return channel;
  };
  return {
    publish(tenant, load) {
      const channel = channelOf(tenant);
      channel.published += 1;
      const event = { id: `${tenant}-${channel.published}`, load };
      channel.kept.push(event);
      if (channel.kept.length > KEPT_EVENTS) channel.kept.shift();
      for (const listener of channel.listeners) listener(event);
    },
    subscribe(tenant, lastEventId, listener) {
      const channel = channelOf(tenant);
      const last = numberOf(tenant, lastEventId);
      if (last !== null)
        for (const event of channel.kept) if ((numberOf(tenant, event.id) ?? 0) > last) listener(event);
      channel.listeners.add(listener);
      return () => channel.listeners.delete(listener);
    },
  };
}

/** The number in an event id of this tenant; `null` for any other text. */
function numberOf(tenant: string, id: string | null): number | null {
  if (id === null || !id.startsWith(`${tenant}-`)) return null;
  const digits = id.slice(tenant.length + 1);
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}
