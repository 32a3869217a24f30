/** A chat message as clients get it. */
export interface ChatMessage {
  readonly user: string;
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Chat rooms, one for each tenant. */
export interface ChatRooms {
  /** Sends the latest messages, then every new one. Returns the way to leave. */
  join(tenant: string, send: (message: ChatMessage) => void): () => void;
  say(tenant: string, user: string, text: string): void;
}

const KEPT_MESSAGES = 20;

export function createChatRooms(): ChatRooms {
  const rooms = new Map<
    string,
    { readonly kept: ChatMessage[]; readonly members: Set<(message: ChatMessage) => void> }
  >();
  const roomOf = (tenant: string) => {
    const room = rooms.get(tenant) ?? { kept: [], members: new Set() };
    rooms.set(tenant, room);
    return room;
  };
  return {
    join(tenant, send) {
      const room = roomOf(tenant);
      for (const message of room.kept) send(message);
      room.members.add(send);
      return () => room.members.delete(send);
    },
    say(tenant, user, text) {
      const room = roomOf(tenant);
      const message = { user, text, at: new Date().toISOString() };
      room.kept.push(message);
      if (room.kept.length > KEPT_MESSAGES) room.kept.shift();
      for (const send of room.members) send(message);
    },
  };
}
