// What the gateway says of a carrier's table, and its bad rows in words.
import type { Cell } from '../api/types';
import { isTextKey, t, word } from '../i18n';
import { number } from '../text/format';

export interface Problem {
  line: number;
  column?: string;
  code: string;
  value?: string;
  bound?: string;
  message: string;
}

export interface DeclaredCell extends Pick<Cell, 'rat' | 'channel' | 'pci' | 'tac'> {
  operator: string;
  plmn: string;
  site_id: string;
  cell_id: number;
  valid_from?: string;
  valid_to?: string;
  [column: string]: string | number | undefined;
}

export interface Preview {
  operator: string;
  sha256: string;
  rows: number;
  problem_count?: number;
  problems?: Problem[];
  added?: DeclaredCell[];
  changed?: { from: DeclaredCell; to: DeclaredCell; fields: string[] }[];
  ended?: DeclaredCell[];
  counts?: { added: number; changed: number; ended: number; unchanged: number };
}

export const kColumns = [
  'operator', 'plmn', 'rat', 'site_id', 'cell_id', 'tac', 'channel', 'pci', 'bandwidth_mhz', 'latitude', 'longitude', 'azimuth_deg', 'height_m', 'eirp_dbm', 'valid_from', 'valid_to',
] as const;

/** The column under its own name of the file, with what it is in words. */
export function columnName(column: string): string {
  return isTextKey(`registry.column.${column}`) ? `${column} (${word('registry.column', column)})` : column;
}

/** "Dòng 12, cột plmn: …". A code newer than this page shows the server's own sentence. */
export function problemText(problem: Problem): string {
  const key = `registry.problem.${problem.code}`;
  const said = isTextKey(key) ? t(key, { value: problem.value ?? '', bound: problem.bound ?? '', message: problem.message }) : problem.message;
  if (problem.line === 0) return said;
  const place = problem.column ? t('registry.at.column', { line: problem.line, column: columnName(problem.column) }) : t('registry.at', { line: problem.line });
  return `${place}: ${said}`;
}

export function cellName(cell: DeclaredCell): string {
  return `${cell.plmn} ${word('rat', cell.rat)} ${number(cell.cell_id, 0, false)} (${cell.site_id})`;
}

export function valueOf(cell: DeclaredCell, column: string): string {
  const value = cell[column];
  return value === undefined ? '—' : typeof value === 'number' ? number(value, Number.isInteger(value) ? 0 : 5, false).replace(/([.,]\d*?)0+$/, '$1').replace(/[.,]$/, '') : value;
}

export function changesNothing(preview: Preview): boolean {
  return preview.counts !== undefined && preview.counts.added + preview.counts.changed + preview.counts.ended === 0;
}

/** A file's kind by its name: browsers on machines without a spreadsheet program leave the type empty. */
export function tableType(name: string): string | undefined {
  if (/\.csv$/i.test(name)) return 'text/csv';
  return /\.xlsx$/i.test(name) ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' : undefined;
}
