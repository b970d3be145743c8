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
import { incidents, startWatch } from '../state/watch';
import { Connection } from './connection';
import { LangSwitch } from './lang_switch';
import { Logo } from './logo';

const kNav: [Route['view'], TextKey][] = [['incidents', 'nav.incidents'], ['nodes', 'nav.nodes'], ['cells', 'nav.cells']];

function Header() {
  const exercise = [...incidents.value.values()].some((incident) => incident.exercise);
  const view = route.value.view === 'incident' ? 'incidents' : route.value.view;
  return (
    <header class="top">
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>{t('skip')}</a>
      <Logo />
      <nav aria-label={t('nav')}>
        {kNav.map(([target, text]) => <a key={target} href={hrefOf(target)} aria-current={view === target ? 'page' : undefined}>{t(text)}</a>)}
      </nav>
      <span class="top-right">
        {exercise && <span class="mark exercise" title={t('exercise.note')}>{t('exercise')}</span>}
        <Connection />
        <LangSwitch />
        <button type="button" class="quiet" title={session.value?.user ?? ''} onClick={() => void signOut()}>{t('signin.out')}</button>
      </span>
    </header>
  );
}

function View() {
  const { view, id } = route.value;
  if (view === 'nodes') return <main id="main" class="single" tabIndex={-1}><NodesPage /></main>;
  if (view === 'cells') return <main id="main" class="single" tabIndex={-1}><CellsPage /></main>;
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
      <View />
    </>
  );
}

export function App() {
  if (session.value === undefined) return <p class="empty" role="status">{t(unreachable.value ? 'error.unreachable' : 'loading')}</p>;
  if (session.value === null) return <SignIn />;
  return session.value.must_change_password ? <NewPassword /> : <Watch />;
}
