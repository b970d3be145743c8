// One's own account: the password and the second factor.
import { useSignal } from '@preact/signals';
import { ApiError, changePassword, post, resumeSession, session } from '../api/client';
import { t, word } from '../i18n';
import { problemOf } from '../state/ask';
import { dateTime } from '../text/format';

interface Secret {
  secret: string;
  uri: string;
  qr_svg?: string;
}

/** Groups of four: people type it into a telephone. */
const spaced = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ');

function SecondFactor() {
  const secret = useSignal<Secret | undefined>(undefined);
  const code = useSignal('');
  const problem = useSignal('');
  const begin = (): void => { post<Secret>('/api/v1/session/second-factor', {}).then((answer) => { secret.value = answer; }).catch((error: unknown) => { problem.value = problemOf(error); }); };
  const confirm = (): void => {
    post('/api/v1/session/second-factor/confirm', { code: code.value.replace(/\s/g, '') })
      .then(() => {
        secret.value = undefined;
        problem.value = '';
        return resumeSession();
      })
      .catch((error: unknown) => { problem.value = error instanceof ApiError && error.status === 409 ? t('account.totp.wrong') : problemOf(error); });
  };
  const on = session.value?.second_factor === true;
  return (
    <section class="card" aria-labelledby="totp-title">
      <h2 id="totp-title">{t('account.totp')}</h2>
      <p class={on ? 'done' : 'note'} role="status">{t(on ? 'account.totp.on' : 'account.totp.off')}</p>
      {!secret.value && <div class="action-buttons"><button type="button" class={on ? '' : 'primary'} onClick={begin}>{t(on ? 'account.totp.again' : 'account.totp.begin')}</button></div>}
      {secret.value && (
        <form class="stacked" onSubmit={(event) => { event.preventDefault(); confirm(); }}>
          <p>{t('account.totp.scan')}</p>
          {secret.value.qr_svg && <img class="qr" src={`data:image/svg+xml;utf8,${encodeURIComponent(secret.value.qr_svg)}`} alt={t('account.totp.qr')} width="220" height="220" />}
          <p class="code small">{spaced(secret.value.secret)}</p>
          <label>{t('signin.code')}<input inputMode="numeric" autocomplete="one-time-code" pattern="[0-9 ]*" maxLength={8} required value={code.value} onInput={(event) => { code.value = event.currentTarget.value; }} /></label>
          <div class="action-buttons"><button type="submit" class="primary" disabled={code.value.trim().length < 6}>{t('account.totp.confirm')}</button></div>
        </form>
      )}
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
    </section>
  );
}

function Password() {
  const said = useSignal<{ bad: boolean; text: string } | undefined>(undefined);
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const [old = '', fresh = '', again = ''] = ['old', 'new', 'again'].map((name) => String(data.get(name)));
    if (fresh !== again) {
      said.value = { bad: true, text: t('password.differs') };
      return;
    }
    try {
      await changePassword(old, fresh);
      form.reset();
      said.value = { bad: false, text: t('account.password.done') };
    } catch (error) {
      said.value = { bad: true, text: error instanceof ApiError && [400, 401, 403].includes(error.status) ? t('password.refused') : problemOf(error) };
    }
  };
  return (
    <form class="card stacked" aria-labelledby="password-title" onSubmit={(event) => { event.preventDefault(); void submit(event.currentTarget); }}>
      <h2 id="password-title">{t('account.password')}</h2>
      <label>{t('password.old')}<input name="old" type="password" autocomplete="current-password" required /></label>
      <label>{t('password.new')}<input name="new" type="password" autocomplete="new-password" minLength={12} required /></label>
      <label>{t('password.again')}<input name="again" type="password" autocomplete="new-password" minLength={12} required /></label>
      {said.value && <p class={said.value.bad ? 'alert' : 'done'} role="status">{said.value.text}</p>}
      <div class="action-buttons"><button type="submit" class="primary">{t('account.password.change')}</button></div>
    </form>
  );
}

export function AccountPage() {
  const me = session.value;
  return (
    <section class="page narrow" aria-labelledby="account-title">
      <h1 id="account-title">{t('nav.account')}</h1>
      {me && <p><b>{me.user}</b> · {word('role', me.role)} <span class="muted">{t('account.session', { time: dateTime(me.expires) })}</span></p>}
      {me && <p class="note">{word('role.may', me.role)}</p>}
      <SecondFactor />
      <Password />
    </section>
  );
}
