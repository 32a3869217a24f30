import { GATEWAY_PREFIX } from '@portcullis/rules/engine';
import type { ProviderRule } from '@portcullis/rules/policy';
import {
  applyPatch,
  grantsRoles,
  isBound,
  isOfMembers,
  joinMemberChanges,
  losesRoles,
  type MemberChange,
  parsePatch,
  readGroup,
  readMemberChange,
  readUser,
  ScimError,
  type ScimGroup,
  type ScimUser,
  tightens,
} from '../../../../worker/core/scim/index.ts';
import type { SignalExplanation, SignalFinding } from './signal-explanation.ts';
import type { SignalMessage } from './signal-message.ts';
import { tenantsOf } from './tenants-of.ts';

type ScimMessage = Extract<SignalMessage, { kind: 'scim' }>;

/** What a request does that can be read. */
interface ScimEffect {
  readonly message: string;
  readonly ends: readonly string[];
  readonly notes: readonly string[];
  readonly answer: number;
}

/** Directories are of the rules' own providers alone. */
function wouldTake({ tenant }: ProviderRule): string {
  return tenant.kind === 'own'
    ? 'from a provider of "identity" in the rules, since those that tenants bring keep no directory'
    : 'with "signals: { scim: NAME_OF_A_SECRET }" of the provider';
}

/** Reads a request of a SCIM client by what the gateway reads it with, and says whose sessions it ends. */
export function explainScim(message: ScimMessage, rule: ProviderRule): SignalExplanation {
  const takes = rule.signals.scim !== null;
  const base = `${GATEWAY_PREFIX}/scim/v2/${rule.id}`;
  const path = message.path.replace(/^.*\/scim\/v2\/[^/]+/, '');
  const known = {
    provider: rule.id,
    at: rule.at,
    endpoint: `${message.method} ${base}${path}`,
    tenants: tenantsOf(rule),
  };
  const findings: SignalFinding[] = [
    {
      rule: 'rules',
      result: takes ? 'passed' : 'refused',
      text: 'the rules keep a directory for the provider (signals.scim)',
      wouldPass: takes ? null : wouldTake(rule),
    },
    { rule: 'token', result: 'not checked', text: 'the file holds no token of the SCIM client', wouldPass: null },
  ];
  try {
    const effect = effectOf({ ...message, path }, rule);
    const passed: SignalFinding = {
      rule: 'request',
      result: 'passed',
      text: 'the request can be read',
      wouldPass: null,
    };
    return takes
      ? { ...known, outcome: 'taken', ...effect, findings: [...findings, passed] }
      : { ...known, outcome: 'refused', ...effect, ends: [], notes: [], answer: 404, findings: [...findings, passed] };
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    const { scimType, status } = error;
    const text = `${scimType === null ? '' : `${scimType}: `}${error.message}`;
    const refused: SignalFinding = {
      rule: 'request',
      result: 'refused',
      text,
      wouldPass: 'in a form that the gateway reads',
    };
    const nothing = { message: 'a request of a directory', ends: [], notes: [], answer: takes ? status : 404 };
    return { ...known, outcome: 'refused', ...nothing, findings: [...findings, refused] };
  }
}

/** @throws ScimError */
function effectOf(message: ScimMessage, rule: ProviderRule): ScimEffect {
  const method = message.method.toUpperCase();
  const [, resource = '', id = null] = message.path.split('?', 1)[0]?.split('/') ?? [];
  if (method === 'GET') return quiet('a question of a directory', 200);
  if (resource.toLowerCase() === 'users') return effectOnUser(method, id, message);
  if (resource.toLowerCase() === 'groups') return effectOnGroup(method, id, message, rule);
  throw new ScimError(404, null, 'There is no such endpoint.');
}

function quiet(message: string, answer: number, ...notes: readonly string[]): ScimEffect {
  return { message, answer, ends: [], notes };
}

function effectOnUser(method: string, id: string | null, { body, before }: ScimMessage): ScimEffect {
  if (id === null) {
    if (method !== 'POST') throw new ScimError(405, null, 'Users are read and created here.');
    const user = readUser(body, null);
    const { active, userName } = user;
    const notes = active ? [] : ['The person is not active, and gets no session.'];
    const ends = isBound(user) ? [`every session that ${userName} has already`] : [];
    return { message: 'a new user of a directory', answer: 201, ends, notes };
  }
  const stored = before === undefined ? null : readUser(before, null);
  const who = `every session of the person of entry ${id}${stored === null ? '' : ` (${stored.userName})`}`;
  const ends = (message: string, answer: number): ScimEffect => ({ message, answer, ends: [who], notes: [] });
  if (method === 'DELETE') return ends('a user is deleted', 204);
  if (method !== 'PUT' && method !== 'PATCH') throw new ScimError(405, null, 'This is not done with a user.');
  // Where nothing is known of the person, one who is active and has nothing else: what changes that is seen.
  const old = stored ?? readUser({ userName: 'unknown' }, true);
  const after = method === 'PUT' ? readUser(body, old.active) : patched(old, body);
  const message = after.active || !old.active ? 'a user is changed' : 'a user is deactivated';
  if (stored === null && method === 'PUT' && after.active)
    return quiet(
      message,
      200,
      `Ends ${who}, if userName, externalId, roles, entitlements, notBefore or notAfter differ from what is stored. Write the stored resource into "before" of the file to know.`,
    );
  if (tightens(old, after)) return ends(message, 200);
  return quiet(message, 200, 'It takes nothing away from the person.');
}

function patched(old: ScimUser, body: unknown): ScimUser {
  return readUser(applyPatch(old.resource, parsePatch(body)), old.active);
}

function effectOnGroup(method: string, id: string | null, message: ScimMessage, rule: ProviderRule): ScimEffect {
  const { body, before } = message;
  if (id === null) {
    if (method !== 'POST') throw new ScimError(405, null, 'Groups are read and created here.');
    readGroup(body);
    return quiet('a new group of a directory', 201, 'Its members get what it grants at their next sign-in.');
  }
  const stored = before === undefined ? null : readGroup(before).group;
  const granted = grantedBy(rule, stored);
  if (granted === null) {
    changesOf(method, body, stored);
    return quiet(
      'a group is changed',
      method === 'PUT' ? 200 : 204,
      'The rules grant nothing by this group, so nothing ends.',
    );
  }
  const { members, renamed } = changesOf(method, body, stored);
  const ends = [
    ...members.flatMap((change) => outText(change, id)),
    ...(renamed === null ? [] : renamedText(rule, stored, renamed, id)),
  ];
  return {
    message: 'a group is changed',
    answer: method === 'PUT' ? 200 : 204,
    ends,
    notes: [...granted, ...(ends.length === 0 ? ['It takes no one out.'] : [])],
  };
}

/** On what it depends whether members lose something; `null`: they do not. */
function grantedBy(rule: ProviderRule, group: ScimGroup | null): readonly string[] | null {
  const groups = rule.roles.flatMap(({ match, at }) => (match.kind === 'group' ? [`${match.group} [${at}]`] : []));
  if (groups.length === 0) return null;
  if (group !== null) return grantsRoles(rule, group) ? [] : null;
  return [
    `Only if the rules grant roles by this group; they do by ${groups.join(', ')}. Write the stored resource into "before" of the file to know.`,
  ];
}

function changesOf(
  method: string,
  body: unknown,
  stored: ScimGroup | null,
): { readonly members: readonly MemberChange[]; readonly renamed: ScimGroup | null } {
  if (method === 'DELETE') return { members: [{ kind: 'all', users: [] }], renamed: null };
  if (method === 'PUT') {
    const { group, members } = readGroup(body);
    return { members: members === null ? [] : [{ kind: 'all', users: members }], renamed: group };
  }
  if (method !== 'PATCH') throw new ScimError(405, null, 'This is not done with a group.');
  const operations = parsePatch(body);
  const others = operations.filter((operation) => !isOfMembers(operation));
  const old = stored?.resource ?? { displayName: 'unknown' };
  const after = readGroup(applyPatch(old, others)).group;
  const isRenamed = after.displayName !== old['displayName'] || after.externalId !== (old['externalId'] ?? null);
  return {
    members: joinMemberChanges(operations.filter(isOfMembers).map(readMemberChange)),
    renamed: isRenamed ? after : null,
  };
}

function renamedText(rule: ProviderRule, stored: ScimGroup | null, renamed: ScimGroup, id: string): readonly string[] {
  if (!losesRoles(rule, stored, renamed)) return [];
  const members = `every session of every member of group ${id}`;
  return stored === null
    ? [`${members}, if its old name granted a role that the new one does not`]
    : [`${members}: its new name does not grant all that the old one did`];
}

function outText({ kind, users }: MemberChange, group: string): readonly string[] {
  if (kind === 'add') return [];
  if (kind === 'remove')
    return users.map((user) => `every session of the person of entry ${user}, who is taken out of group ${group}`);
  const others = users.length === 0 ? '' : ` other than ${users.join(', ')}`;
  return [`every session of every member of group ${group}${others}`];
}
