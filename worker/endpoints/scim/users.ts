import { isKeyPart } from '../../core/kept/index.ts';
import {
  applyPatch,
  type Condition,
  invalid,
  listResponse,
  matches,
  parseFilter,
  parsePatch,
  readListPart,
  readUser,
  ScimError,
} from '../../core/scim/index.ts';
import {
  type ChangedUser,
  changeUser,
  createUser,
  type Directory,
  deleteUser,
  type Entry,
  findUser,
  listUsers,
  lookUp,
  readEntries,
  type StoredUser,
} from '../../directory/index.ts';
import { recorded } from './record-change.ts';
import type { ScimCall } from './scim-call.ts';

export async function answerUsers(call: ScimCall): Promise<Response> {
  const { method, json, empty, base } = call;
  if (call.id === null) {
    if (method === 'GET') return json(await list(call));
    if (method !== 'POST') throw new ScimError(405, null, 'Users are read and created here.');
    const user = readUser(await call.readBody(), null);
    const { user: created } = await record(call, () => createUser(call.directory, user));
    return json(shown(created, base), 201, { location: `${base}/Users/${created.id}` });
  }
  const { id, directory } = call;
  if (!isKeyPart(id)) throw new ScimError(404, null, 'There is no such user.');
  switch (method) {
    case 'GET':
      return json(shown(await findUser(directory, id), base));
    case 'PUT': {
      const body = await call.readBody();
      return changed(call, () => changeUser(directory, id, (before) => readUser(body, before.active)));
    }
    case 'PATCH': {
      const operations = parsePatch(await call.readBody());
      const patched = (before: StoredUser) => readUser(applyPatch(before.resource, operations), before.active);
      return changed(call, () => changeUser(directory, id, patched));
    }
    case 'DELETE':
      await record(call, () => deleteUser(directory, id));
      return empty();
    default:
      throw new ScimError(405, null, 'This is not done with a user.');
  }
}

async function changed(call: ScimCall, act: () => Promise<ChangedUser>): Promise<Response> {
  return call.json(shown((await record(call, act)).user, call.base));
}

function record(call: ScimCall, act: () => Promise<ChangedUser>): Promise<ChangedUser> {
  return recorded(call, act, ({ user, outcome }) => ({ name: `user.${outcome}`, id: user.id }));
}

async function list({ directory, query, base }: ScimCall): Promise<object> {
  const part = readListPart(query.get('startIndex') ?? undefined, query.get('count') ?? undefined);
  const filter = query.get('filter');
  const first = part.startIndex - 1;
  if (filter === null) {
    const { ids, total } = await listUsers(directory, first, part.count);
    const users = await present(directory, ids);
    return listResponse(
      total,
      part,
      users.map((user) => shown(user, base)),
    );
  }
  const conditions = parseFilter(filter);
  const users = await present(directory, await candidates(directory, conditions));
  const found = users.map((user) => shown(user, base)).filter((user) => matches(conditions, user));
  return listResponse(found.length, part, found.slice(first, first + part.count));
}

/** Ids of the people to whom one of the conditions may lead. Other filters are refused: to find nothing would be a lie. */
async function candidates(directory: Directory, conditions: readonly Condition[]): Promise<readonly string[]> {
  for (const { names, value } of conditions) {
    const name = names.join('.').toLowerCase();
    if (!['username', 'externalid', 'id'].includes(name)) continue;
    // Of a value that no entry can have, there is none.
    if (!isKeyPart(value)) return [];
    if (name === 'username') return lookUp(directory, { userName: value });
    return name === 'externalid' ? lookUp(directory, { externalId: value }) : [value];
  }
  throw invalid('invalidFilter', 'Users are found by userName, externalId or id.');
}

async function present(directory: Directory, ids: readonly string[]): Promise<readonly Entry<StoredUser>[]> {
  const entries = await readEntries<StoredUser>(directory, 'user', ids);
  return entries.flatMap((entry) => (entry === null || entry.value.gone ? [] : [entry]));
}

function shown({ id, value }: Entry<StoredUser>, base: string) {
  const { resource, created, modified } = value;
  const times = {
    created: new Date(created * 1000).toISOString(),
    lastModified: new Date(modified * 1000).toISOString(),
  };
  return { ...resource, id, meta: { resourceType: 'User', ...times, location: `${base}/Users/${id}` } };
}
