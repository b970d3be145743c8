// Who may do what: accounts, their roles, their locks and ends. For the administrator alone.
import { useSignal } from '@preact/signals';
import { patch, post, session } from '../api/client';
import { t, word } from '../i18n';
import { Dialog } from '../shell/dialog';
import { Ledger } from '../shell/table';
import { problemOf, useAsk } from '../state/ask';
import { now } from '../state/clock';
import { dateTime, day, kNone, shortTime } from '../text/format';
import { barsOf, endOfDay, kOperators, kRoles, type Account } from './accounts';

function RoleFields({ role, operator }: { role: string; operator: string }) {
  const chosen = useSignal(role);
  return (
    <>
      <label>{t('people.role')}<select name="role" value={chosen.value} onChange={(event) => { chosen.value = event.currentTarget.value; }}>{kRoles.map((each) => <option key={each} value={each}>{t(`role.${each}`)}</option>)}</select></label>
      <p class="note">{word('role.may', chosen.value)}</p>
      {chosen.value === 'carrier' && <label>{t('ticket.carrier')}<select name="operator" value={operator || 'viettel'}>{kOperators.map((each) => <option key={each} value={each}>{word('carrier', each)}</option>)}</select></label>}
    </>
  );
}

function OneTime({ user, password, onClose }: { user: string; password: string; onClose: () => void }) {
  return (
    <Dialog id="one-time-title" title={t('people.one_time', { user })} onClose={onClose}>
      <p class="code" data-one-time>{password}</p>
      <p class="note">{t('people.one_time.note')}</p>
      <div class="action-buttons"><button type="button" class="primary" onClick={onClose}>{t('people.one_time.done')}</button></div>
    </Dialog>
  );
}

interface EditProps {
  account: Account | undefined; // undefined: a new one
  onDone: (answer: Account) => void;
  onClose: () => void;
}

function Edit({ account, onDone, onClose }: EditProps) {
  const problem = useSignal('');
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const text = (name: string): string => String(data.get(name) ?? '').trim();
    const change: Record<string, string> = {
      user: account?.user ?? text('user'), role: text('role'), expires: endOfDay(text('expires')), certificate: text('certificate'), certificate_expires: text('certificate_expires'), trained: text('trained'),
    };
    if (text('role') === 'carrier') change['operator'] = text('operator');
    try {
      const answer = account ? await patch<Account>('/api/v1/accounts', change) : await post<Account>('/api/v1/accounts', Object.fromEntries(Object.entries(change).filter(([, value]) => value !== '')));
      if (answer) onDone(answer);
    } catch (error) {
      problem.value = problemOf(error);
    }
  };
  return (
    <Dialog id="edit-title" title={account ? t('people.edit', { user: account.user }) : t('people.new')} onClose={onClose}>
      <form class="stacked" onSubmit={(event) => { event.preventDefault(); void submit(event.currentTarget); }}>
        {!account && <label>{t('signin.user')}<input name="user" required pattern="[a-z0-9._\-]{1,32}" title={t('people.user.rule')} autocomplete="off" /></label>}
        <RoleFields role={account?.role ?? 'operator'} operator={account?.operator ?? ''} />
        <label>{t('people.expires')}<input type="date" name="expires" value={account?.expires ? account.expires.slice(0, 10) : ''} /></label>
        <label>{t('people.certificate')}<input name="certificate" maxLength={128} value={account?.certificate ?? ''} /></label>
        <label>{t('people.certificate.expires')}<input type="date" name="certificate_expires" value={account?.certificate_expires ?? ''} /></label>
        <label>{t('people.trained')}<input type="date" name="trained" value={account?.trained ?? ''} /></label>
        {problem.value && <p class="alert" role="alert">{problem.value}</p>}
        <div class="action-buttons"><button type="submit" class="primary">{t('people.save')}</button></div>
      </form>
    </Dialog>
  );
}

export function PeoplePage() {
  const { answer, problem, again } = useAsk<{ accounts: Account[] }>('/api/v1/accounts');
  const editing = useSignal<{ account: Account | undefined } | undefined>(undefined);
  const shown = useSignal<{ user: string; password: string } | undefined>(undefined);
  const failed = useSignal('');
  const took = (changed: Account): void => {
    editing.value = undefined;
    failed.value = '';
    if (changed.one_time_password) shown.value = { user: changed.user, password: changed.one_time_password };
    again();
  };
  const change = (body: Record<string, unknown>): void => { patch<Account>('/api/v1/accounts', body).then(took).catch((error: unknown) => { failed.value = problemOf(error); }); };
  const columns = [
    { name: t('signin.user') }, { name: t('people.role') }, { name: t('people.state') }, { name: t('people.second_factor') }, { name: t('people.expires') }, { name: t('people.last') }, { name: t('people.duties') }, { name: t('action') },
  ];
  return (
    <>
      <Ledger id="people-title" title={t('nav.accounts')} columns={columns} problem={problem.value || failed.value} none={kNone}
        rows={answer.value?.accounts.map((account) => {
          const bars = barsOf(account, now.value);
          const me = account.user === session.value?.user;
          return (
            <tr key={account.user} data-user={account.user} class={bars.length > 0 ? 'stale' : ''}>
              <td><b>{account.user}</b>{me && <span class="muted"> {t('people.you')}</span>}</td>
              <td>{word('role', account.role)}{account.operator && <div class="muted">{word('carrier', account.operator)}</div>}</td>
              <td>{bars.length === 0 ? <span class="done">{t(account.must_change_password ? 'people.state.first' : 'people.state.good')}</span> : bars.map((bar) => <span key={bar} class="mark warn" title={bar === 'locked' ? dateTime(account.locked_until) : ''}>{t(`people.state.${bar}`)}</span>)}</td>
              <td>{account.second_factor ? <span class="done">{t('yes')}</span> : <span class="muted">{t('no')}</span>}</td>
              <td>{account.expires ? day(account.expires) : t('people.never')}</td>
              <td>{shortTime(account.last_sign_in, now.value)}</td>
              <td>{account.warnings.map((warning) => <span key={warning} class="mark warn">{word('people.warning', warning)}</span>)}</td>
              <td>
                <div class="action-buttons">
                  <button type="button" onClick={() => { editing.value = { account }; }}>{t('people.change')}</button>
                  <button type="button" data-reset onClick={() => { change({ user: account.user, reset_password: true }); }}>{t(bars.includes('locked') ? 'people.unlock' : 'people.reset')}</button>
                  {account.second_factor && <button type="button" onClick={() => { change({ user: account.user, drop_second_factor: true }); }}>{t('people.drop_second_factor')}</button>}
                  {!me && <button type="button" data-disable onClick={() => { change({ user: account.user, disabled: !account.disabled }); }}>{t(account.disabled ? 'people.enable' : 'people.disable')}</button>}
                </div>
              </td>
            </tr>
          );
        })}>
        <button type="button" class="primary" onClick={() => { editing.value = { account: undefined }; }}>{t('people.new')}</button>
      </Ledger>
      <section class="page" aria-labelledby="roles-title">
        <h2 id="roles-title">{t('people.roles')}</h2>
        <dl class="card facts">{kRoles.map((role) => <><dt>{t(`role.${role}`)}</dt><dd>{t(`role.may.${role}`)}</dd></>)}</dl>
      </section>
      {editing.value && <Edit account={editing.value.account} onDone={took} onClose={() => { editing.value = undefined; }} />}
      {shown.value && <OneTime user={shown.value.user} password={shown.value.password} onClose={() => { shown.value = undefined; }} />}
    </>
  );
}
