import type { ScimStep } from './talk-scim.ts';

/** How the SCIM client of a provider writes its requests. */
export type ScimForm = 'okta' | 'entra';
export const SCIM_FORMS: readonly ScimForm[] = ['okta', 'entra'];

/** Whom and what a sample is about. */
export interface ScimSample {
  readonly form: ScimForm;
  readonly user: string | null;
  readonly externalId: string | null;
  readonly group: string | null;
}

interface Action {
  readonly needs: readonly ('user' | 'group')[];
  readonly steps: (sample: ScimSample) => readonly ScimStep[];
}

const CORE = 'urn:ietf:params:scim:schemas:core:2.0';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** What a directory does most. A person and a group are looked up first, as the clients do. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'create-user': { needs: ['user'], steps: (sample) => [createUser(sample)] },
  'deactivate-user': {
    needs: ['user'],
    steps: (sample) => [
      findUser(sample),
      patch(
        'deactivates the user',
        '/Users/{user}',
        sample.form === 'okta'
          ? { op: 'replace', value: { active: false } }
          : { op: 'Replace', path: 'active', value: 'False' },
      ),
    ],
  },
  'create-group': {
    needs: ['group'],
    steps: ({ group }) => [
      {
        title: 'creates the group',
        method: 'POST',
        path: '/Groups',
        body: { schemas: [`${CORE}:Group`], displayName: group, members: [] },
      },
    ],
  },
  'add-member': {
    needs: ['user', 'group'],
    steps: (sample) => [
      findUser(sample),
      findGroup(sample),
      patch('adds the member', '/Groups/{group}', {
        op: sample.form === 'okta' ? 'add' : 'Add',
        path: 'members',
        value: [{ value: '{user}' }],
      }),
    ],
  },
  'remove-member': {
    needs: ['user', 'group'],
    steps: (sample) => [
      findUser(sample),
      findGroup(sample),
      patch(
        'removes the member',
        '/Groups/{group}',
        sample.form === 'okta'
          ? { op: 'remove', path: 'members[value eq "{user}"]' }
          : { op: 'Remove', path: 'members', value: [{ value: '{user}' }] },
      ),
    ],
  },
};

export const SCIM_ACTIONS: readonly string[] = Object.keys(ACTIONS);

/** The requests of an action, or which option it lacks. */
export function scimSteps(action: string, sample: ScimSample): readonly ScimStep[] | { readonly lacks: string } {
  const found = ACTIONS[action];
  if (found === undefined) throw new RangeError(`no action ${action}`);
  const lacks = found.needs.find((name) => sample[name] === null);
  return lacks === undefined ? found.steps(sample) : { lacks };
}

function createUser({ form, user, externalId }: ScimSample): ScimStep {
  const schemas = form === 'okta' ? [`${CORE}:User`] : [`${CORE}:User`, ENTERPRISE];
  const body = {
    schemas,
    userName: user,
    ...(externalId === null ? {} : { externalId }),
    ...(form === 'okta' ? { name: { givenName: 'Sample', familyName: 'Person' } } : {}),
    displayName: 'Sample Person',
    emails: [{ primary: true, type: 'work', value: user }],
    active: true,
  };
  return { title: 'creates the user', method: 'POST', path: '/Users', body };
}

function findUser({ user }: ScimSample): ScimStep {
  return find('Users', 'userName', user ?? '', 'user');
}

function findGroup({ group }: ScimSample): ScimStep {
  return find('Groups', 'displayName', group ?? '', 'group');
}

function find(resource: string, attribute: string, value: string, what: string): ScimStep {
  const filter = encodeURIComponent(`${attribute} eq ${JSON.stringify(value)}`);
  const title = `looks the ${what} up`;
  return { title, method: 'GET', path: `/${resource}?filter=${filter}`, save: { [what]: 'Resources.0.id' } };
}

function patch(title: string, path: string, operation: object): ScimStep {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
  return { title, method: 'PATCH', path, body: { schemas, Operations: [operation] } };
}
