// The carrier's own page: its tickets, its table of cells, its account. Nothing else exists for it.
import type { ComponentType } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import { useEffect } from 'preact/hooks';
import { signOut, session } from '../api/client';
import { t, word, type TextKey } from '../i18n';
import { LangSwitch } from '../shell/lang_switch';
import { Logo } from '../shell/logo';
import { hrefOf, route, type Route } from '../state/route';
import { lastEvent } from '../state/watch';
import { CarrierTickets } from './tickets';

const RegistryPage = lazy(() => import('../registry/upload').then((module) => ({ default: module.RegistryPage })));
const AccountPage = lazy(() => import('../people/account').then((module) => ({ default: module.AccountPage })));
const kNav: [Route['view'], TextKey][] = [['tickets', 'nav.tickets'], ['registry', 'nav.registry'], ['account', 'nav.account']];
const kPages: Partial<Record<Route['view'], ComponentType>> = { registry: RegistryPage, account: AccountPage };

const kPollMs = 60_000; // a carrier has no stream of events

export function CarrierHome() {
  useEffect(() => {
    const timer = window.setInterval(() => { lastEvent.value = { kind: 'poll' }; }, kPollMs);
    return () => { window.clearInterval(timer); };
  }, []);
  const { view } = route.value;
  const Page = kPages[view] ?? CarrierTickets;
  return (
    <>
      <header class="top">
        <Logo />
        <nav aria-label={t('nav')}>{kNav.map(([target, text]) => <a key={target} href={hrefOf(target)} aria-current={view === target || (target === 'tickets' && !kPages[view]) ? 'page' : undefined}>{t(text)}</a>)}</nav>
        <span class="top-right"><b>{word('carrier', session.value?.operator ?? '')}</b><LangSwitch /><button type="button" class="quiet" onClick={() => void signOut()}>{t('signin.out')}</button></span>
      </header>
      <main id="main" class="single" tabIndex={-1}><Suspense fallback={<p class="empty">{t('loading')}</p>}><Page /></Suspense></main>
    </>
  );
}
