import { expect, test } from 'vitest';
import { documentText, newsOf, nextDocument, parseDocument } from '../../../../worker/state/relay/document.ts';
import { policy } from '../conformance/samples.ts';

const at = (version: number) => ({ epoch: 'e', version, mark: `m${version}` });
const TIMES = { askedMs: 1000, storeMs: 1000, tookMs: 5 };

test('a policy that a Worker of an earlier version has written gets the members that it lacks', () => {
  const { forbidActAs: _, ...older } = policy({ suspended: true });
  const change = { kind: 'policy' as const, tenant: 'acme', policy: older as ReturnType<typeof policy> };
  const answer = { kind: 'changes' as const, position: at(2), changes: [change], more: false };
  const written = documentText(nextDocument(null, [{ shard: 3, since: at(1) }], [answer], TIMES));
  const read = parseDocument(written);
  expect(read).not.toBeNull();
  if (read === null) return;
  expect(newsOf(read, { shard: 3, since: at(1) })).toMatchObject({
    position: at(2),
    changes: [{ policy: policy({ suspended: true }) }],
  });
});

test('a shard that has more to say, fell back, or could not be asked is left out', () => {
  const since = at(1);
  const asked = [1, 2, 3, 4].map((shard) => ({ shard, since }));
  const answers = [
    { kind: 'changes' as const, position: at(2), changes: [], more: true },
    { kind: 'reload' as const, position: at(0), lost: true },
    new Error('away'),
    { kind: 'changes' as const, position: since, changes: [], more: false },
  ];
  expect([...nextDocument(null, asked, answers, TIMES).shards.keys()]).toEqual([4]);
});
