// A case that people found: a fibre over the border, a box of SIM cards, a complaint. No detection stands behind it, and it says so.
import { useSignal } from '@preact/signals';
import { post } from '../api/client';
import type { Incident } from '../api/types';
import { t, word } from '../i18n';
import { problemOf } from '../state/ask';
import { go, hrefOf } from '../state/route';
import { base, putIncident } from '../state/watch';
import { kKinds } from './list';

export function ManualCasePage() {
  const problem = useSignal('');
  const busy = useSignal(false);
  const communes = base.value?.communes ?? [];
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const text = (name: string): string => String(data.get(name) ?? '').trim().normalize('NFC');
    busy.value = true;
    try {
      const made = await post<Incident>('/api/v1/incidents', { kind: text('kind'), title: text('title'), commune_code: text('commune_code'), text: text('text') });
      if (made) {
        putIncident(made);
        go(hrefOf('incident', {}, made.id));
      }
    } catch (error) {
      problem.value = problemOf(error);
    }
    busy.value = false;
  };
  return (
    <section class="page narrow" aria-labelledby="case-title">
      <h1 id="case-title">{t('case.new')}</h1>
      <p class="note">{t('case.why')}</p>
      <form class="card stacked" onSubmit={(event) => { event.preventDefault(); void submit(event.currentTarget); }}>
        <label>{t('kind')}<select name="kind" required>{kKinds.filter((kind) => kind !== 'node_fault').map((kind) => <option key={kind} value={kind}>{word('kind', kind)}</option>)}</select></label>
        <label>{t('case.title')}<input name="title" required maxLength={200} /></label>
        <label>{t('case.commune')}<select name="commune_code" required><option value="" />{communes.map((commune) => <option key={commune.code} value={commune.code}>{commune.name}</option>)}</select></label>
        <label>{t('case.text')}<textarea name="text" rows={5} maxLength={4000} /></label>
        <p class="note">{t('case.privacy')}</p>
        {problem.value && <p class="alert" role="alert">{problem.value}</p>}
        <div class="action-buttons"><button type="submit" class="primary" disabled={busy.value}>{t('case.make')}</button><a href={hrefOf('incidents')}>{t('cancel')}</a></div>
      </form>
    </section>
  );
}
