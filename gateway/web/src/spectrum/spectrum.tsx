// The spectrum view: whom to ask, for what, and what comes of it. The address names node and range; the order is a press.
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { session } from '../api/client';
import { t, word } from '../i18n';
import { problemOf } from '../state/ask';
import { refine, route } from '../state/route';
import { nodes } from '../state/watch';
import { timeOfDay } from '../text/format';
import { kBands } from './bandplan';
import { Live } from './live';
import { kDurations, order, stateOf, type Command } from './order';
import { kHighestMhz, kLowestMhz, kWidestHz, rangeOf } from './range';
import { Ribbon } from './ribbon';
import type { Range } from './rows';
import { SpectrumTabs } from './tabs';
import './spectrum.css';

const kStateMs = 3000;

interface Standing {
  command: Command;
  node: string;
  range: Range;
  since: number;
  until: number;
}

function Asking({ range, node, onGiven }: { range: Range | undefined; node: string; onGiven: (standing: Standing) => void }) {
  const seconds = useSignal<number>(kDurations[1]);
  const problem = useSignal('');
  const busy = useSignal(false);
  const { query } = route.value;
  const give = async (): Promise<void> => {
    if (!range) return;
    busy.value = true;
    try {
      const command = await order(node, range, seconds.value);
      onGiven({ command, node, range, since: Date.now(), until: Date.now() + (seconds.value + 60) * 1000 });
      problem.value = '';
    } catch (error) {
      problem.value = problemOf(error);
    }
    busy.value = false;
  };
  return (
    <form class="search-form spectrum-form" onSubmit={(event) => { event.preventDefault(); void give(); }}>
      <label>{t('observations.node')}
        <select name="node" value={node} onChange={(event) => { refine({ node: event.currentTarget.value }); }}>
          {nodes.value.map((each) => <option key={each.node} value={each.node}>{each.name || each.node} — {word('nodes.state', each.stale ? 'offline' : each.state)}</option>)}
        </select>
      </label>
      <label>{t('spectrum.band')}
        <select name="band" value="" onChange={(event) => { const band = kBands.find((each) => each.key === event.currentTarget.value); if (band) refine({ low: String(band.low_hz / 1e6), high: String(band.high_hz / 1e6) }); }}>
          <option value="">{t('spectrum.band.choose')}</option>
          {kBands.map((band) => <option key={band.key} value={band.key}>{band.key} MHz</option>)}
        </select>
      </label>
      <label>{t('spectrum.from')}
        <input name="low" type="number" step="0.1" min={kLowestMhz} max={kHighestMhz} value={query.get('low') ?? '1805'} onChange={(event) => { refine({ low: event.currentTarget.value }); }} />
      </label>
      <label>{t('spectrum.to')}
        <input name="high" type="number" step="0.1" min={kLowestMhz} max={kHighestMhz} value={query.get('high') ?? '1880'} onChange={(event) => { refine({ high: event.currentTarget.value }); }} />
      </label>
      <label>{t('spectrum.duration')}
        <select name="duration" value={String(seconds.value)} onChange={(event) => { seconds.value = Number(event.currentTarget.value); }}>
          {kDurations.map((each) => <option key={each} value={String(each)}>{t('duration.minutes', { minutes: each / 60 })}</option>)}
        </select>
      </label>
      <button type="submit" class="primary" disabled={busy.value || !range || node === ''}>{t('spectrum.listen')}</button>
      {!range && <p class="alert" role="alert">{t('spectrum.range.bad', { n: kWidestHz / 1e6 })}</p>}
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
    </form>
  );
}

/** What became of the order: nobody waits before an empty picture without knowing why. */
function OrderState({ standing }: { standing: Standing }) {
  const state = useSignal<Command>(standing.command);
  useEffect(() => {
    state.value = standing.command;
    const timer = window.setInterval(() => {
      stateOf(standing.node, standing.command.command).then((command) => { if (command) state.value = command; }).catch(() => undefined);
    }, kStateMs);
    return () => { window.clearInterval(timer); };
  }, [standing, state]);
  const { state: word_, text } = state.value;
  return <p class={word_ === 'refused' || word_ === 'expired' ? 'alert' : 'note'} role="status">{word('order.state', word_)}{text ? `: ${text}` : ''} · {t('spectrum.until', { time: timeOfDay(standing.until - 60_000) })}</p>;
}

export function SpectrumPage() {
  const { query } = route.value;
  const node = query.get('node') ?? nodes.value.find((each) => !each.stale)?.node ?? nodes.value[0]?.node ?? '';
  const low = query.get('low');
  const high = query.get('high');
  const range = useMemo(() => rangeOf(query), [low, high]); // eslint-disable-line react-hooks/exhaustive-deps -- the two of `query` that matter
  const standing = useSignal<Standing | undefined>(undefined);
  const mayOrder = session.value?.role !== 'auditor';
  const running = standing.value;
  const shown = running ? running.range : range;
  return (
    <section class="page spectrum" aria-labelledby="spectrum-title">
      <header class="list-head"><h1 id="spectrum-title">{t('spectrum.title')}</h1><SpectrumTabs /></header>
      {mayOrder ? <Asking range={range} node={node} onGiven={(given) => { standing.value = given; }} /> : <p class="note">{t('spectrum.readonly')}</p>}
      <div class="card spectrum-card">
        {running && <OrderState standing={running} />}
        {shown && <Ribbon range={shown} />}
        {running
          ? <Live key={running.command.command} node={running.node} range={running.range} since={running.since} until={running.until} />
          : <p class="empty">{t('spectrum.idle')}</p>}
      </div>
    </section>
  );
}
