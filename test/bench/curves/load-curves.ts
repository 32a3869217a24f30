import type { Subject } from '../measure.ts';
import { BODY_SIZES } from '../origin.ts';
import { type Peer, startPeerOf } from '../peers-of-bench.ts';
import type { Curve, CurvePoint } from './curve.ts';
import { type CurveSetting, ownerAt, refusalsOf, startCurveGateway } from './setting.ts';

const CONNECTIONS = [1, 32, 256];

export async function alongConnections(setting: CurveSetting): Promise<Curve> {
  const pair = await startPair(setting);
  const points = CONNECTIONS.map((connections): CurvePoint => {
    const { subject, base } = subjectsOf(pair, String(connections), '/owners/items');
    return {
      label: String(connections),
      subject: { ...subject, connections },
      base: { ...base, connections },
      refusals: pair.refusals,
    };
  });
  return { title: 'Connections kept open', along: 'connections', versus: '÷ hand-written', points };
}

export async function alongBodySize(setting: CurveSetting): Promise<Curve> {
  const pair = await startPair(setting);
  const points = BODY_SIZES.map((bytes): CurvePoint => {
    const label = bytes < 1024 * 1024 ? `${bytes / 1024} KiB` : `${bytes / 1024 / 1024} MiB`;
    return { label, ...subjectsOf(pair, label, `/owners/bytes-${bytes}`), refusals: pair.refusals };
  });
  return { title: "Size of the answer's body", along: 'body', versus: '÷ hand-written', points };
}

type Pair = Awaited<ReturnType<typeof startPair>>;

async function startPair(setting: CurveSetting) {
  const gateway = await startCurveGateway(setting, 'gateway');
  const peer: Peer = await startPeerOf('hand-written', { ...setting, gateway });
  setting.stops.push(peer.stop);
  return { gateway, peer, refusals: refusalsOf(gateway) };
}

function subjectsOf({ gateway, peer }: Pair, id: string, path: string): { subject: Subject; base: Subject } {
  const subject = ownerAt(gateway, `gateway ${id}`, path);
  return {
    subject,
    base: { ...subject, id: `peer ${id}`, title: `peer ${id}`, pid: peer.pid, url: `${peer.url}${path}` },
  };
}
