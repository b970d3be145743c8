// A titled table that says when it is empty, loading or refused; the frame of every ledger view.
import type { ComponentChildren } from 'preact';
import { t } from '../i18n';

export interface Column {
  name: string;
  figure?: boolean;
}

interface Props {
  id: string;
  title: string;
  columns: readonly Column[];
  /** undefined: still loading */
  rows: readonly ComponentChildren[] | undefined;
  problem?: string;
  none: string;
  children?: ComponentChildren;
}

export function Ledger({ id, title, columns, rows, problem, none, children }: Props) {
  return (
    <section class="page" aria-labelledby={id}>
      <header class="list-head"><h1 id={id}>{title}</h1>{children}</header>
      {problem && <p class="alert" role="alert">{problem}</p>}
      {!rows?.length ? <p class="empty">{rows === undefined && !problem ? t('loading') : none}</p> : (
        <div class="scroll card" tabIndex={0} role="region" aria-labelledby={id}>
          <table>
            <thead><tr>{columns.map((column) => <th key={column.name} class={column.figure ? 'figure' : ''}>{column.name}</th>)}</tr></thead>
            <tbody>{rows}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}
