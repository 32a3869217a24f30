import { isKeyPart } from '../../core/kept/index.ts';
import {
  applyPatch,
  isOfMembers,
  type JsonObject,
  joinMemberChanges,
  listResponse,
  matches,
  type Operation,
  parseFilter,
  parsePatch,
  readGroup,
  readListPart,
  readMemberChange,
  ScimError,
} from '../../core/scim/index.ts';
import {
  changeGroup,
  changeMembers,
  createGroup,
  deleteGroup,
  type Entry,
  findGroup,
  listGroups,
  membersOf,
  readEntries,
  type StoredGroup,
} from '../../directory/index.ts';
import { recorded } from './record-change.ts';
import { type ScimCall, wantsMembers } from './scim-call.ts';

export async function answerGroups(call: ScimCall): Promise<Response> {
  const { method, json, empty, base, directory } = call;
  if (call.id === null) {
    if (method === 'GET') return json(await list(call));
    if (method !== 'POST') throw new ScimError(405, null, 'Groups are read and created here.');
    const { group, members } = readGroup(await call.readBody());
    const created = await recorded(
      call,
      () => createGroup(directory, group, members ?? []),
      ({ id }) => ({ name: 'group.created', id }),
    );
    return json(await shown(call, created, true), 201, { location: `${base}/Groups/${created.id}` });
  }
  const { id } = call;
  if (!isKeyPart(id)) throw new ScimError(404, null, 'There is no such group.');
  switch (method) {
    case 'GET':
      return json(await shown(call, await findGroup(directory, id), wantsMembers(call.query)));
    case 'PUT': {
      const { group, members } = readGroup(await call.readBody());
      await change(call, id, async () => {
        await changeGroup(directory, id, () => group);
        if (members !== null) await changeMembers(directory, id, { kind: 'all', users: members });
      });
      return json(await shown(call, await findGroup(directory, id), true));
    }
    case 'PATCH':
      await patch(call, id, parsePatch(await call.readBody()));
      return empty();
    case 'DELETE':
      await recorded(
        call,
        () => deleteGroup(directory, id),
        () => ({ name: 'group.deleted', id }),
      );
      return empty();
    default:
      throw new ScimError(405, null, 'This is not done with a group.');
  }
}

function change(call: ScimCall, id: string, act: () => Promise<void>): Promise<void> {
  return recorded(call, act, () => ({ name: 'group.changed', id }));
}

/** Members are changed one operation after another, everything else of the group at once, before them. */
async function patch(call: ScimCall, id: string, operations: readonly Operation[]): Promise<void> {
  const { directory } = call;
  const others = operations.filter((operation) => !isOfMembers(operation));
  // Read before anything is written: what one operation gets wrong, none is done.
  const changes = joinMemberChanges(operations.filter(isOfMembers).map(readMemberChange));
  await change(call, id, async () => {
    if (others.length > 0)
      await changeGroup(directory, id, ({ resource }) => readGroup(applyPatch(resource, others)).group);
    else await findGroup(directory, id);
    for (const each of changes) await changeMembers(directory, id, each);
  });
}

async function list(call: ScimCall): Promise<object> {
  const { directory, query } = call;
  const part = readListPart(query.get('startIndex') ?? undefined, query.get('count') ?? undefined);
  const filter = query.get('filter');
  const conditions = filter === null ? [] : parseFilter(filter);
  const named = conditions.find(({ names }) => names.join('.').toLowerCase() === 'displayname');
  const name = named === undefined ? null : named.value;
  if (name !== null && !isKeyPart(name)) return listResponse(0, part, []);
  const ids = await listGroups(directory, name);
  const withMembers = wantsMembers(query);
  const first = part.startIndex - 1;
  if (conditions.length === 0)
    return listResponse(ids.length, part, await allShown(call, ids.slice(first, first + part.count), withMembers));
  const asksMembers = conditions.some(({ names }) => names[0]?.toLowerCase() === 'members');
  const found = (await allShown(call, ids, asksMembers)).filter((group) => matches(conditions, group));
  const wanted = found.slice(first, first + part.count).map((group) => group['id']);
  const ofPart = wanted.filter((id): id is string => typeof id === 'string');
  return listResponse(found.length, part, await allShown(call, ofPart, withMembers));
}

async function allShown(call: ScimCall, ids: readonly string[], withMembers: boolean): Promise<readonly JsonObject[]> {
  const groups = await readEntries<StoredGroup>(call.directory, 'group', ids);
  const present = groups.flatMap((entry) => (entry === null ? [] : [entry]));
  return Promise.all(present.map((group) => shown(call, group, withMembers)));
}

async function shown(call: ScimCall, { id, value }: Entry<StoredGroup>, withMembers: boolean): Promise<JsonObject> {
  const { resource, created, modified } = value;
  const times = {
    created: new Date(created * 1000).toISOString(),
    lastModified: new Date(modified * 1000).toISOString(),
  };
  const meta = { resourceType: 'Group', ...times, location: `${call.base}/Groups/${id}` };
  const group: JsonObject = { ...resource, id, meta };
  if (!withMembers) return group;
  const members = (await membersOf(call.directory, id)).map((user) => ({
    value: user,
    $ref: `${call.base}/Users/${user}`,
  }));
  return { ...group, members };
}
