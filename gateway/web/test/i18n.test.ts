import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lang, t, word } from '../src/i18n';
import en from '../src/i18n/en.json';
import vi from '../src/i18n/vi.json';
import { kRules } from '../src/incident/reasons';

const catalogues: [string, Record<string, string>][] = [['vi', vi], ['en', en]];
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : /\.tsx?$/.test(entry.name) ? [readFileSync(join(folder, entry.name), 'utf8')] : []);
}

describe('catalogues', () => {
  it('have the same keys in the same order', () => {
    expect(Object.keys(en)).toEqual(Object.keys(vi));
  });

  it('have the same places to fill', () => {
    for (const [key, text] of Object.entries(vi)) expect(holes((en as Record<string, string>)[key] ?? ''), key).toEqual(holes(text));
  });

  it.each(catalogues)('%s: every text is NFC, trimmed and not empty', (_name, catalogue) => {
    for (const [key, text] of Object.entries(catalogue)) {
      expect(text, key).toBe(text.normalize('NFC'));
      expect(text.trim(), key).toBe(text);
      expect(text, key).not.toBe('');
    }
  });

  it.each(catalogues)('%s: every rule has a sentence and what would refute it', (_name, catalogue) => {
    for (const rule of kRules) {
      expect(catalogue, rule).toHaveProperty([`reason.${rule}`]);
      expect(catalogue, rule).toHaveProperty([`reason.${rule}.refute`]);
    }
  });

  it('know every kind, severity and state of the contract, and its word for an exercise', () => {
    const wanted = {
      kind: ['spillover', 'interference', 'jamming', 'rogue_cell', 'unlicensed_emission', 'repeater', 'foreign_service_use', 'registry_mismatch', 'node_fault'],
      severity: ['info', 'low', 'medium', 'high', 'critical'],
      state: ['open', 'acknowledged', 'confirmed', 'dismissed', 'merged', 'closed'],
      'nodes.state': ['online', 'degraded', 'offline', 'never_seen'],
      verdict: ['registered', 'foreign', 'unregistered', 'mismatch', 'unknown'],
      error: ['bad_request', 'unauthorized', 'forbidden', 'not_found', 'conflict', 'too_many_requests', 'internal'],
    };
    for (const [group, values] of Object.entries(wanted)) for (const value of values) expect(word(group, value)).not.toBe(`${group}.${value}`);
    for (const [group, values] of Object.entries(wanted)) for (const value of values) expect(vi, `${group}.${value}`).toHaveProperty([`${group}.${value}`]);
    expect(vi['kind.spillover']).toBe('Sóng nước ngoài chồng lấn');
    expect(vi.exercise).toBe('DIỄN TẬP');
  });

  it('hold no text that nobody shows', () => {
    const code = sources(join(__dirname, '../src')).join('\n');
    const groups = [...code.matchAll(/word\('([\w.]+)'/g), ...code.matchAll(/t\(`([\w.]+)\.\$/g), ...code.matchAll(/`([\w.]+)\.\$\{/g)].map((match) => `${match[1] ?? ''}.`);
    const unused = Object.keys(vi).filter((key) => !code.includes(`'${key}'`) && !groups.some((group) => key.startsWith(group)));
    expect(unused).toEqual([]);
  });
});

describe('t', () => {
  it('fills places and shows a dash where a value is absent', () => {
    lang.value = 'vi';
    expect(t('list.count', { n: 3 })).toBe('3 sự việc');
    expect(t('list.count')).toBe('— sự việc');
  });

  it('shows a word of the API that is newer than the page as it is', () => {
    expect(word('kind', 'something_new')).toBe('something_new');
  });
});
