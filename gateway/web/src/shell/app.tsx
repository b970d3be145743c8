import { useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import { useEffect } from 'preact/hooks';
import { session, signOut, unreachable } from '../api/client';
import { CellsPage } from '../cells/cells';
import { t, type TextKey } from '../i18n';
import { IncidentPage } from '../incident/detail';
import { IncidentList, shownIncidents } from '../incident/list';
import { MapView } from '../map/view';
import { NodesPage } from '../nodes/nodes';
import { NewPassword, SignIn } from '../session/sign_in';
import { hrefOf, route, type Route } from '../state/route';
import { dataAt, incidents, link, startWatch } from '../state/watch';
import { dateTime } from '../text/format';
import { Connection } from './connection';
import { LangSwitch } from './lang_switch';
import { Logo } from './logo';

const kNav: [Route['view'], TextKey][] = [
  ['incidents', 'nav.incidents'], ['nodes', 'nav.nodes'], ['cells', 'nav.cells'], ['spillover', 'nav.spillover'], ['tickets', 'nav.tickets'],
  ['shift', 'nav.shift'], ['silence', 'nav.silence'], ['install', 'nav.install'], ['oversight', 'nav.oversight'], ['registry', 'nav.registry'], ['accounts', 'nav.accounts'],
];
/** So many stand in the bar; the rest is one press away. */
const kFirst = 6;
/** What a role has no business with is not offered; the server refuses it anyway. */
const kHidden: Record<string, readonly Route['view'][]> = {
  supervisor: ['registry', 'accounts'],
  operator: ['oversight', 'install', 'registry', 'accounts'],
  technician: ['tickets', 'silence', 'oversight', 'registry', 'accounts', 'shift', 'spillover'],
  auditor: ['silence', 'install', 'registry', 'accounts'],
};

// Views that are not the operator's first page come when asked for.
const SpilloverPage = lazy(() => import('../spillover/spillover').then((module) => ({ default: module.SpilloverPage })));
const TicketsPage = lazy(() => import('../tickets/tickets').then((module) => ({ default: module.TicketsPage })));
const ShiftPage = lazy(() => import('../shift/shift').then((module) => ({ default: module.ShiftPage })));
const SilencePage = lazy(() => import('../silence/silence').then((module) => ({ default: module.SilencePage })));
const OversightPage = lazy(() => import('../oversight/oversight').then((module) => ({ default: module.OversightPage })));
const InstallPage = lazy(() => import('../install/install').then((module) => ({ default: module.InstallPage })));
const PeoplePage = lazy(() => import('../people/people').then((module) => ({ default: module.PeoplePage })));
const AccountPage = lazy(() => import('../people/account').then((module) => ({ default: module.AccountPage })));
const RegistryPage = lazy(() => import('../registry/upload').then((module) => ({ default: module.RegistryPage })));
const ManualCasePage = lazy(() => import('../incident/manual').then((module) => ({ default: module.ManualCasePage })));
const CarrierHome = lazy(() => import('../carrier/home').then((module) => ({ default: module.CarrierHome })));

const kPages: Partial<Record<Route['view'], ComponentType>> = {
  nodes: NodesPage, cells: CellsPage, spillover: SpilloverPage, tickets: TicketsPage, shift: ShiftPage, silence: SilencePage, oversight: OversightPage,
  install: InstallPage, accounts: PeoplePage, account: AccountPage, registry: RegistryPage, case: ManualCasePage,
};

function Header() {
  const exercise = [...incidents.value.values()].some((incident) => incident.exercise);
  const view = route.value.view === 'incident' ? 'incidents' : route.value.view;
  const hidden = kHidden[session.value?.role ?? ''] ?? [];
  const more = useSignal(false);
  useSignalEffect(() => {
    if (route.value) more.value = false; // another view is shown: the menu has done its work
  });
  const offered = kNav.filter(([target]) => !hidden.includes(target));
  const rest = offered.slice(kFirst);
  const item = ([target, text]: [Route['view'], TextKey]) => <a key={target} href={hrefOf(target)} aria-current={view === target ? 'page' : undefined}>{t(text)}</a>;
  return (
    <header class="top">
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>{t('skip')}</a>
      <Logo />
      <nav aria-label={t('nav')}>
        {offered.slice(0, kFirst).map(item)}
        {offered.length > kFirst && (
          <>
            <button type="button" class={`quiet nav-more ${rest.some(([target]) => target === view) ? 'here' : ''}`} aria-expanded={more.value} onClick={() => { more.value = !more.value; }}>{t('nav.more')}</button>
            <span class={`nav-rest ${more.value ? 'open' : ''}`}>{rest.map(item)}</span>
          </>
        )}
      </nav>
      <span class="top-right">
        {exercise && <span class="mark exercise" title={t('exercise.note')}>{t('exercise')}</span>}
        <Connection />
        <LangSwitch />
        <a class="quiet-link" href={hrefOf('account')} aria-current={view === 'account' ? 'page' : undefined} title={t('nav.account')}>{session.value?.user}</a>
        <button type="button" class="quiet" onClick={() => void signOut()}>{t('signin.out')}</button>
      </span>
    </header>
  );
}

function View() {
  const { view, id } = route.value;
  const Page = kPages[view];
  if (Page) return <main id="main" class="single" tabIndex={-1}><Suspense fallback={<p class="empty">{t('loading')}</p>}><Page /></Suspense></main>;
  return (
    <main id="main" class={`split showing-${view}`} tabIndex={-1}>
      <IncidentList />
      {view === 'incident' && id !== undefined ? <IncidentPage key={id} id={id} /> : <MapView incidents={shownIncidents} main />}
    </main>
  );
}

function Watch() {
  useEffect(startWatch, []);
  return (
    <>
      <Header />
      {link.value === 'lost' && dataAt.value !== undefined && <p class="stale-banner" role="alert">{t('link.lost.banner', { time: dateTime(dataAt.value) })}</p>}
      <View />
    </>
  );
}

export function App() {
  if (session.value === undefined) return <p class="empty" role="status">{t(unreachable.value ? 'error.unreachable' : 'loading')}</p>;
  if (session.value === null) return <SignIn />;
  if (session.value.must_change_password) return <NewPassword />;
  return session.value.role === 'carrier' ? <Suspense fallback={<p class="empty">{t('loading')}</p>}><CarrierHome /></Suspense> : <Watch />;
}
