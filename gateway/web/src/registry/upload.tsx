// A carrier's table of cells: chosen, read by the gateway, shown as a difference, and only then taken over, all of it or nothing.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { post, session } from '../api/client';
import { t, word } from '../i18n';
import { problemOf, useAsk } from '../state/ask';
import { number } from '../text/format';
import { cellName, changesNothing, columnName, kColumns, problemText, tableType, valueOf, type DeclaredCell, type Preview } from './preview';

const kMostBytes = 4 * 1024 * 1024;
const kOperators = ['viettel', 'vnpt', 'mobifone', 'vietnamobile', 'gmobile'];

function Problems({ preview }: { preview: Preview }) {
  const problems = preview.problems ?? [];
  if (problems.length === 0) return null;
  return (
    <section class="card" aria-labelledby="registry-problems">
      <h2 id="registry-problems" class="alert">{t('registry.problems', { n: preview.problem_count ?? problems.length })}</h2>
      <p class="note">{t('registry.problems.note')}</p>
      <ol class="problems">{problems.map((problem) => <li key={`${problem.line}/${problem.column ?? ''}`}>{problemText(problem)}</li>)}</ol>
    </section>
  );
}

function Cells({ title, sign, cells, count }: { title: string; sign: string; cells: readonly DeclaredCell[]; count: number }) {
  if (count === 0) return null;
  return (
    <details class="card" open={count <= 50}>
      <summary><b>{sign} {title}: {number(count)}</b></summary>
      <ul class="plain mono">{cells.map((cell) => <li key={cellName(cell)}>{cellName(cell)} <span class="muted">{cell.channel !== undefined && `${t('field.channel')} ${cell.channel}`} {cell.pci !== undefined && `PCI ${cell.pci}`}</span></li>)}</ul>
      {cells.length < count && <p class="note">{t('registry.more', { n: count - cells.length })}</p>}
    </details>
  );
}

function Changed({ preview }: { preview: Preview }) {
  const rows = preview.changed ?? [];
  if (rows.length === 0) return null;
  return (
    <details class="card" open={rows.length <= 50}>
      <summary><b>~ {t('registry.changed')}: {number(preview.counts?.changed)}</b></summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={t('registry.changed')}>
        <table>
          <thead><tr><th>{t('registry.cell')}</th><th>{t('registry.column')}</th><th>{t('registry.stands')}</th><th>{t('registry.becomes')}</th></tr></thead>
          <tbody>{rows.flatMap(({ from, to, fields }) => fields.map((field, index) => (
            <tr key={`${cellName(to)}/${field}`}><td>{index === 0 && cellName(to)}</td><td>{columnName(field)}</td><td><del>{valueOf(from, field)}</del></td><td><ins>{valueOf(to, field)}</ins></td></tr>
          )))}</tbody>
        </table>
      </div>
      {rows.length < (preview.counts?.changed ?? 0) && <p class="note">{t('registry.more', { n: (preview.counts?.changed ?? 0) - rows.length })}</p>}
    </details>
  );
}

function saveTemplate(): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`\ufeff${kColumns.join(',')}\r\n`], { type: 'text/csv' }));
  link.download = 'danh-sach-tram.csv';
  link.click();
  URL.revokeObjectURL(link.href);
}

function Standing({ operator, version }: { operator: string; version: number }) {
  const { answer, problem, again } = useAsk<{ cells: DeclaredCell[] }>(`/api/v1/registry/${operator}`);
  useEffect(() => { if (version > 0) again(); }, [version, again]);
  const sites = new Set(answer.value?.cells.map((cell) => cell.site_id));
  return <p class="note" role="status" data-standing>{problem.value || (answer.value ? t('registry.standing', { operator: word('carrier', operator), cells: number(answer.value.cells.length), sites: number(sites.size) }) : t('loading'))}</p>;
}

export function RegistryPage() {
  const mine = session.value?.operator;
  const operator = useSignal(mine ?? 'viettel');
  const file = useSignal<Blob | undefined>(undefined);
  const name = useSignal('');
  const partial = useSignal(false);
  const preview = useSignal<Preview | undefined>(undefined);
  const said = useSignal<{ bad: boolean; text: string } | undefined>(undefined);
  const busy = useSignal(false);
  const imports = useSignal(0);
  const over = useSignal(false);

  const ask = (tail: string, then: (answer: Preview) => void): void => {
    if (!file.value) return;
    busy.value = true;
    said.value = undefined;
    post<Preview>(`/api/v1/registry/${operator.value}/${tail}partial=${partial.value}`, file.value)
      .then((answer) => { if (answer) then(answer); })
      .catch((error: unknown) => { said.value = { bad: true, text: problemOf(error) }; })
      .finally(() => { busy.value = false; });
  };
  const read = (): void => {
    preview.value = undefined;
    ask('preview?', (answer) => { preview.value = answer; });
  };
  const choose = (chosen: File | undefined): void => {
    if (!chosen) return;
    const type = tableType(chosen.name);
    preview.value = undefined;
    file.value = undefined;
    if (!type || chosen.size > kMostBytes) {
      said.value = { bad: true, text: t(type ? 'registry.too_large' : 'registry.not_table', { name: chosen.name }) };
      return;
    }
    name.value = chosen.name;
    file.value = new Blob([chosen], { type });
    read();
  };
  const take = (): void => {
    ask(`import?sha256=${preview.value?.sha256 ?? ''}&`, (answer) => {
      said.value = { bad: false, text: t('registry.imported', { added: answer.counts?.added ?? 0, changed: answer.counts?.changed ?? 0, ended: answer.counts?.ended ?? 0 }) };
      preview.value = undefined;
      file.value = undefined;
      imports.value += 1;
    });
  };
  const seen = preview.value;
  const good = seen?.counts !== undefined;
  return (
    <section class="page" aria-labelledby="registry-title">
      <header class="list-head"><h1 id="registry-title">{t('nav.registry')}</h1><button type="button" onClick={saveTemplate}>{t('registry.template')}</button></header>
      {!mine && (
        <label class="inline-form">{t('ticket.carrier')} <select value={operator.value} onChange={(event) => { operator.value = event.currentTarget.value; preview.value = undefined; }}>{kOperators.map((each) => <option key={each} value={each}>{word('carrier', each)}</option>)}</select></label>
      )}
      <Standing operator={operator.value} version={imports.value} />
      <label class={`drop ${over.value ? 'over' : ''}`} onDragOver={(event) => { event.preventDefault(); over.value = true; }} onDragLeave={() => { over.value = false; }}
        onDrop={(event) => { event.preventDefault(); over.value = false; choose(event.dataTransfer?.files[0]); }}>
        <b>{t('registry.drop')}</b>
        <span class="note">{t('registry.drop.note')}</span>
        <input type="file" accept=".csv,.xlsx" onChange={(event) => { choose(event.currentTarget.files?.[0]); event.currentTarget.value = ''; }} />
      </label>
      <label class="check"><input type="checkbox" checked={partial.value} onChange={(event) => { partial.value = event.currentTarget.checked; if (file.value) read(); }} /> {t('registry.partial')}</label>
      {busy.value && <p class="muted" role="status">{t('loading')}</p>}
      {said.value && <p class={said.value.bad ? 'alert' : 'done'} role={said.value.bad ? 'alert' : 'status'}>{said.value.text}</p>}
      {seen && <Problems preview={seen} />}
      {seen && good && (
        <>
          <section class="card difference" aria-labelledby="difference-title">
            <h2 id="difference-title">{t('registry.difference', { name: name.value, n: number(seen.rows) })}</h2>
            <p class="counts">
              <span class="added">+ {t('registry.added')} <b>{number(seen.counts?.added)}</b></span> <span class="changed">~ {t('registry.changed')} <b>{number(seen.counts?.changed)}</b></span>{' '}
              <span class="ended">− {t('registry.ended')} <b>{number(seen.counts?.ended)}</b></span> <span class="muted">= {t('registry.unchanged')} <b>{number(seen.counts?.unchanged)}</b></span>
            </p>
            <div class="action-buttons">
              <button type="button" class="primary" data-import disabled={busy.value || changesNothing(seen)} onClick={take}>{t(changesNothing(seen) ? 'registry.same' : 'registry.import')}</button>
              <button type="button" onClick={() => { preview.value = undefined; file.value = undefined; }}>{t('cancel')}</button>
            </div>
          </section>
          <Changed preview={seen} />
          <Cells title={t('registry.added')} sign="+" cells={seen.added ?? []} count={seen.counts?.added ?? 0} />
          <Cells title={t('registry.ended')} sign="−" cells={seen.ended ?? []} count={seen.counts?.ended ?? 0} />
        </>
      )}
    </section>
  );
}
