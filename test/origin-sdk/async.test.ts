import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { currentContext, runWithContext } from '../../origin-sdk/src/async.ts';
import { verify, withClaims } from './good-context.ts';

const contextOf = (user: string) => verify(withClaims({ sub: user }));

describe('the current context', () => {
  it('is found after awaits, in timers and in promises, each request its own', async () => {
    const serve = async (user: string) =>
      runWithContext(await contextOf(user), async () => {
        await sleep(user === 'u-1' ? 20 : 5);
        const later = await new Promise<string | null>((resolve) => setImmediate(() => resolve(currentContext().user)));
        return [later, (await Promise.all([contextOf('x'), currentContext()]))[1].user];
      });
    expect(await Promise.all([serve('u-1'), serve('u-2')])).toEqual([
      ['u-1', 'u-1'],
      ['u-2', 'u-2'],
    ]);
  });

  it('is the inner one within another, and the outer one again afterwards', async () => {
    const [outer, inner] = [await contextOf('outer'), await contextOf('inner')];
    const seen = runWithContext(outer, () => [
      runWithContext(inner, () => currentContext().user),
      currentContext().user,
    ]);
    expect(seen).toEqual(['inner', 'outer']);
  });

  it('gives what the work gives, and passes on what it throws', async () => {
    const context = await contextOf('u-1');
    expect(runWithContext(context, () => 5)).toBe(5);
    expect(() =>
      runWithContext(context, () => {
        throw new RangeError('mine');
      }),
    ).toThrow('mine');
  });

  it('is an error outside of a request, which says what to do', async () => {
    const error = {
      name: 'NoContextError',
      code: 'ERR_NO_CONTEXT',
      message: expect.stringContaining('runWithContext'),
    };
    expect(() => currentContext()).toThrow(expect.objectContaining(error));
    await runWithContext(await contextOf('u-1'), async () => undefined);
    expect(() => currentContext()).toThrow(expect.objectContaining(error));
  });
});
