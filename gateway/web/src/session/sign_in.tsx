import { useSignal } from '@preact/signals';
import { ApiError, changePassword, signIn } from '../api/client';
import { t, word } from '../i18n';
import { LangSwitch } from '../shell/lang_switch';
import { Logo } from '../shell/logo';

const kPasswordLength = 12;

function Gate({ title, children }: { title: string; children: preact.ComponentChildren }) {
  return (
    <main class="gate">
      <div class="gate-card">
        <Logo />
        <p class="muted">{t('brand.tagline')}</p>
        <h1>{title}</h1>
        {children}
        <LangSwitch />
      </div>
    </main>
  );
}

function said(error: unknown, refused: string, refusals: readonly number[]): string {
  if (!(error instanceof ApiError)) return t('error.internal');
  return refusals.includes(error.status) ? refused : word('error', error.code);
}

export function SignIn() {
  const problem = useSignal('');
  const busy = useSignal(false);
  const codeNeeded = useSignal(false);
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    busy.value = true;
    try {
      await signIn(String(data.get('user')), String(data.get('password')), String(data.get('code') ?? '').trim());
    } catch (error) {
      if (error instanceof ApiError && error.code === 'code_needed') {
        codeNeeded.value = true;
        problem.value = '';
      } else problem.value = said(error, t('signin.refused'), [401]);
    }
    busy.value = false;
  };
  return (
    <Gate title={t('signin.title')}>
      <form onSubmit={(event) => { event.preventDefault(); void submit(event.currentTarget); }}>
        <label>{t('signin.user')}<input name="user" autocomplete="username" required autofocus /></label>
        <label>{t('signin.password')}<input name="password" type="password" autocomplete="current-password" required /></label>
        {codeNeeded.value && (
          <label>{t('signin.code')}<input name="code" inputMode="numeric" autocomplete="one-time-code" pattern="[0-9 ]*" maxLength={8} required ref={(element) => { if (element && !element.value) element.focus(); }} /></label>
        )}
        {problem.value && <p class="alert" role="alert">{problem.value}</p>}
        <button type="submit" class="primary" disabled={busy.value}>{t('signin.submit')}</button>
      </form>
    </Gate>
  );
}

/** A one-time password opens nothing but this form. */
export function NewPassword() {
  const problem = useSignal('');
  const busy = useSignal(false);
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const [old, fresh, again] = ['old', 'new', 'again'].map((name) => String(data.get(name)));
    if (fresh !== again) {
      problem.value = t('password.differs');
      return;
    }
    busy.value = true;
    try {
      await changePassword(old ?? '', fresh ?? '');
    } catch (error) {
      problem.value = said(error, t('password.refused'), [400, 401, 403, 409]);
    }
    busy.value = false;
  };
  return (
    <Gate title={t('password.title')}>
      <p>{t('password.why')}</p>
      <form onSubmit={(event) => { event.preventDefault(); void submit(event.currentTarget); }}>
        <label>{t('password.old')}<input name="old" type="password" autocomplete="current-password" required autofocus /></label>
        <label>{t('password.new')}<input name="new" type="password" autocomplete="new-password" minLength={kPasswordLength} required /></label>
        <label>{t('password.again')}<input name="again" type="password" autocomplete="new-password" minLength={kPasswordLength} required /></label>
        <p class="note">{t('password.rule', { n: kPasswordLength })}</p>
        {problem.value && <p class="alert" role="alert">{problem.value}</p>}
        <button type="submit" class="primary" disabled={busy.value}>{t('password.submit')}</button>
      </form>
    </Gate>
  );
}
