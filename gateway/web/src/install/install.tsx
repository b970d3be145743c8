// Nodes on their way into service: to be installed, to be checked on site, to be accepted by the DST, accepted.
import { useSignal } from '@preact/signals';
import { post, session } from '../api/client';
import type { Node } from '../api/types';
import { t, word } from '../i18n';
import { problemOf, useAsk } from '../state/ask';
import { now } from '../state/clock';
import { communeName } from '../state/places';
import { nodes, refresh } from '../state/watch';
import { dateTime, kNone, number, shortTime } from '../text/format';
import { Enrol } from './enrol';
import { kOfSite, stageOf, type Order, type Sheet, type Step } from './sheet';

const kMarks: Record<string, string> = { pass: '✓', attention: '!', fail: '✕', waiting: '…' };

function mayManage(): boolean {
  return ['administrator', 'supervisor'].includes(session.value?.role ?? '');
}

function StepLine({ step }: { step: Step }) {
  return (
    <li class={`step ${step.verdict}`}>
      <span class="step-mark" role="img" aria-label={word('install.verdict', step.verdict)}>{kMarks[step.verdict] ?? '?'}</span> {word('install.step', step.step)}
      {step.value !== undefined && <b> {number(step.value, step.unit === '' || step.unit === undefined ? 0 : 2)} {step.unit}</b>}
    </li>
  );
}

function SheetCard({ node, sheet, onChange }: { node: string; sheet: Sheet; onChange: () => void }) {
  const comment = useSignal('');
  const problem = useSignal('');
  const { site, steps } = sheet.sheet;
  const approve = (): void => {
    post(`/api/v1/nodes/${node}/acceptance/approve`, { id: sheet.id, comment: comment.value.trim().normalize('NFC') })
      .catch((error: unknown) => { problem.value = problemOf(error); }).finally(onChange);
  };
  return (
    <article class="sheet" aria-label={t('install.sheet', { id: sheet.id })}>
      <header class="list-head"><h4>{t('install.sheet', { id: sheet.id })}</h4><span class={`mark ${sheet.state === 'approved' ? 'good' : ''}`}>{word('install.sheet_state', sheet.state)}</span></header>
      <p class="note">{t('install.made', { time: dateTime(sheet.sheet.made) })} {sheet.sheet.passed === false && <b class="alert">{t('install.not_passed')}</b>}</p>
      <ul class="steps-list">{steps?.map((step) => <StepLine key={step.step} step={step} />)}</ul>
      {site && <dl class="facts">{kOfSite.filter((key) => site[key] !== undefined && site[key] !== '').map((key) => <><dt>{t(`install.site.${key}`)}</dt><dd>{site[key]}</dd></>)}</dl>}
      {sheet.photo_octets !== undefined && (
        <a href={`/api/v1/nodes/${node}/acceptance/photo?id=${sheet.id}`} target="_blank" rel="noopener"><img class="photo" loading="lazy" src={`/api/v1/nodes/${node}/acceptance/photo?id=${sheet.id}`} alt={t('install.photo', { node })} /></a>
      )}
      {sheet.state === 'approved' && <p class="done">{t('install.approved', { by: sheet.approved_by ?? kNone, time: dateTime(sheet.approved) })} {sheet.comment}</p>}
      {sheet.state === 'waiting' && mayManage() && (
        <form class="inline-form" onSubmit={(event) => { event.preventDefault(); approve(); }}>
          <label>{t('action.comment.optional')} <input value={comment.value} maxLength={500} onInput={(event) => { comment.value = event.currentTarget.value; }} /></label>
          <button type="submit" class="primary">{t('install.approve')}</button>
        </form>
      )}
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
    </article>
  );
}

function Orders({ node }: { node: string }) {
  const { answer, again } = useAsk<{ commands: Order[] }>(`/api/v1/nodes/${node}/commands`);
  const problem = useSignal('');
  const calibrate = (): void => {
    post(`/api/v1/nodes/${node}/calibrate`, {}).then(() => { problem.value = ''; }).catch((error: unknown) => { problem.value = problemOf(error); }).finally(again);
  };
  const orders = (answer.value?.commands ?? []).slice(0, 5);
  return (
    <>
      {session.value?.role !== 'auditor' && <div class="action-buttons"><button type="button" onClick={calibrate}>{t('install.calibrate')}</button></div>}
      {orders.length > 0 && (
        <ul class="plain">{orders.map((order) => <li key={order.command}>{shortTime(order.created, now.value)} {word('install.order', order.kind)} <span class="mark">{word('install.order_state', order.state)}</span> {order.text && <span class="muted" lang="en">{order.text}</span>} <span class="muted">{order.by}</span></li>)}</ul>
      )}
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
    </>
  );
}

function NodeCard({ node }: { node: Node }) {
  const { answer, problem, again } = useAsk<{ sheets: Sheet[] }>(`/api/v1/nodes/${node.node}/acceptance`);
  const sheets = answer.value?.sheets ?? [];
  const stage = answer.value ? stageOf(node, sheets) : undefined;
  return (
    <article class={`card node stage-${stage ?? 'unknown'}`} data-node={node.node} aria-labelledby={`install-${node.node}`}>
      <header><h3 id={`install-${node.node}`}>{node.name || node.node} <span class="muted">{node.node}</span></h3>{stage && <span class="mark">{t(`install.stage.${stage}`)}</span>}</header>
      <p class="muted">{communeName(node) || kNone}{node.latitude !== undefined && ` · ${number(node.latitude, 5)}, ${number(node.longitude, 5)}`} · {t('nodes.last_seen')}: {shortTime(node.last_seen, now.value)}</p>
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
      {stage && stage !== 'accepted' && <p>{t(`install.next.${stage}`)}</p>}
      {sheets.map((sheet) => <SheetCard key={sheet.id} node={node.node} sheet={sheet} onChange={again} />)}
      <Orders node={node.node} />
    </article>
  );
}

export function InstallPage() {
  return (
    <section class="page" aria-labelledby="install-title">
      <h1 id="install-title">{t('nav.install')}</h1>
      {mayManage() ? <Enrol onMade={() => void refresh()} /> : <p class="note">{t('install.who')}</p>}
      {nodes.value.length === 0 && <p class="empty">{t('nodes.none')}</p>}
      <div class="node-grid">{nodes.value.map((node) => <NodeCard key={node.node} node={node} />)}</div>
    </section>
  );
}
