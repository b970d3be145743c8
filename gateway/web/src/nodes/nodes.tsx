// The health of every node, as its last status told it. What is stale is grey and says so.
import type { Node } from '../api/types';
import { t, word } from '../i18n';
import { now } from '../state/clock';
import { communeName } from '../state/places';
import { hrefOf, route } from '../state/route';
import { dataAt, nodes } from '../state/watch';
import { bytes, counter, duration, kNone, megahertz, number, shortTime } from '../text/format';

const kShapes: Record<string, string> = { online: '●', degraded: '▲', offline: '✕', never_seen: '○' };

function rows(node: Node): [string, string][] {
  const { status } = node;
  const receiver = status?.receiver;
  const samples = counter(receiver?.samples) ?? 0;
  const dropped = counter(receiver?.dropped_samples);
  const lost = dropped && samples > 0 ? (1e6 * dropped) / samples : 0;
  const records = counter(status?.spool?.records);
  return [
    [t('nodes.last_seen'), shortTime(node.last_seen, now.value)],
    [t('nodes.source'), receiver?.source || kNone],
    [t('nodes.rate'), receiver?.sample_rate_hz ? t('nodes.rate.value', { n: number(receiver.sample_rate_hz / 1e6, 2) }) : kNone],
    [t('field.frequency'), receiver?.centre_hz ? megahertz(receiver.centre_hz) : kNone],
    [t('nodes.dropped'), dropped === undefined ? kNone : t('nodes.dropped.value', { n: number(dropped), ppm: number(lost, lost < 10 ? 1 : 0) })],
    [t('nodes.recoveries'), number(receiver?.recoveries)],
    [t('nodes.spool'), records === undefined ? kNone : t('nodes.spool.value', { n: number(records), size: bytes(counter(status?.spool?.bytes) ?? 0) })],
    [t('nodes.scans'), number(counter(status?.scans))],
    [t('nodes.uptime'), status?.uptime_s === undefined ? kNone : duration(status.uptime_s * 1000)],
    [t('nodes.disk'), bytes(counter(status?.disk_free_bytes))],
  ];
}

function NodeCard({ node, chosen }: { node: Node; chosen: boolean }) {
  const faults = node.status?.faults ?? [];
  const quiet = node.stale || node.state === 'offline' || node.state === 'never_seen';
  return (
    <article class={`card node ${quiet ? 'stale' : ''} ${chosen ? 'chosen' : ''}`} aria-labelledby={`node-${node.node}`}
      ref={(element) => { if (chosen) element?.scrollIntoView({ block: 'nearest' }); }}>
      <header>
        <h2 id={`node-${node.node}`}>{node.name || node.node} <span class="muted">{node.node}</span></h2>
        <span class={`node-state ${node.state}`}><span aria-hidden="true">{kShapes[node.state] ?? '○'}</span> {word('nodes.state', node.state)}</span>
      </header>
      <p class="muted">{communeName(node) || kNone}</p>
      {node.stale && <p class="stale-note">{t('nodes.stale')}</p>}
      <dl class="facts">{rows(node).map(([name, value]) => <><dt>{name}</dt><dd>{value}</dd></>)}</dl>
      <h3>{t('nodes.faults')}</h3>
      {faults.length === 0 ? <p class="muted">{t('nodes.faults.none')}</p> : <ul class="faults">{faults.map((fault) => <li key={fault} lang="en">{fault}</li>)}</ul>}
      <a href={hrefOf('incidents', { node: node.node, state: 'any' })}>{t('nodes.show')}</a>
    </article>
  );
}

export function NodesPage() {
  const chosen = route.value.query.get('node');
  return (
    <section class="page" aria-labelledby="nodes-title">
      <h1 id="nodes-title">{t('nodes.title')}</h1>
      {nodes.value.length === 0 && <p class="empty">{t(dataAt.value === undefined ? 'loading' : 'nodes.none')}</p>}
      <div class="node-grid">{nodes.value.map((node) => <NodeCard key={node.node} node={node} chosen={node.node === chosen} />)}</div>
    </section>
  );
}
