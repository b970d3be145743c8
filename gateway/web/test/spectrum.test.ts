import { describe, expect, it } from 'vitest';
import type { Observation } from '../src/api/types';
import { allocationsIn, fieldsOf, kAllocations, kBands } from '../src/spectrum/bandplan';
import { foundOf, gathered, inRange } from '../src/spectrum/found';
import { rangeOf } from '../src/spectrum/range';
import { share } from '../src/spectrum/ribbon';
import { columnsOf, floorOf, peaksOf, rowOf, Sweeper, topOf, type Row, type WireRow } from '../src/spectrum/rows';
import { colourIndex, kColours } from '../src/spectrum/waterfall';

const range = { low_hz: 1800e6, high_hz: 1810e6 };
const row = (f0_hz: number, bin_hz: number, mean: number[], at = 0): Row => ({ at, f0_hz, bin_hz, rbw_hz: 1.5 * bin_hz, averages: 1, mean: Float32Array.from(mean), max: Float32Array.from(mean) });

describe('rows of spectrum', () => {
  it('are codes times step plus offset, bin by bin', () => {
    const wire: WireRow = { id: 1, at: '', received: '2026-11-24T10:00:00Z', f0_hz: 1.8e9, bin_hz: 1e4, rbw_hz: 15e3, averages: 4, offset_dbfs: -190, step_db: 0.5, mean: btoa('\x00\x10\xff') };
    expect([...rowOf(wire).mean]).toEqual([-190, -182, -62.5]);
    expect([...rowOf(wire).max]).toEqual([-190, -182, -62.5]);
    expect([...rowOf({ ...wire, max: btoa('\x01\x11\xff') }).max]).toEqual([-189.5, -181.5, -62.5]);
  });

  it('fill the columns that their bins reach, cut at the range', () => {
    expect(columnsOf(row(1800.5e6, 1e6, [0, 0, 0]), range, 10)).toEqual([0, 3]);
    expect(columnsOf(row(1798.5e6, 1e6, [0, 0, 0]), range, 10)).toEqual([0, 1]);
    expect(columnsOf(row(1809.5e6, 1e6, [0, 0, 0]), range, 10)).toEqual([9, 10]);
    expect(columnsOf(row(1900e6, 1e6, [0, 0, 0]), range, 10)).toEqual([10, 10]);
  });

  it('keep a narrow carrier when many bins share a column', () => {
    const levels = Array.from({ length: 1000 }, (_, bin) => (bin === 437 ? -60 : -120));
    const into = new Sweeper(range, 10).add(row(1800.005e6, 1e4, levels));
    expect([...(into?.sweep.mean ?? [])]).toEqual([-120, -120, -120, -120, -60, -120, -120, -120, -120, -120]);
  });

  it('stand side by side until one comes twice, or the rest does not come', () => {
    const sweeper = new Sweeper(range, 10);
    const [left, right] = [row(1800.5e6, 1e6, [1, 1, 1, 1, 1]), row(1805.5e6, 1e6, [2, 2, 2, 2, 2])];
    expect(sweeper.add(left)?.fresh).toBe(true);
    const whole = sweeper.add(right);
    expect(whole?.fresh).toBe(false);
    expect([...(whole?.sweep.mean ?? [])]).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
    expect(sweeper.add(left)?.fresh).toBe(true);
    expect(sweeper.add({ ...right, at: 60_000 })?.fresh, 'a minute later').toBe(true);
    expect(sweeper.add(row(2000e6, 1e6, [1]))).toBeUndefined();
  });

  it('have a floor and peaks that are not neighbours', () => {
    const values = Float32Array.from({ length: 1000 }, (_, column) => (Math.abs(column - 300) < 3 ? -60 : column === 700 ? -80 : column > 990 ? NaN : -120));
    expect(floorOf(values)).toBe(-120);
    const peaks = peaksOf(values, range, 5);
    expect(peaks.map((peak) => peak.dbfs)).toEqual([-60, -80]);
    expect(peaks[1]?.hz).toBeCloseTo(1807.005e6, -2);
    expect(topOf(values)).toBe(-60);
    expect([floorOf(new Float32Array(3).fill(NaN)), topOf(new Float32Array(3).fill(NaN))]).toEqual([undefined, undefined]);
    expect(peaksOf(new Float32Array(3).fill(NaN), range, 5)).toEqual([]);
  });
});

describe('colours of the waterfall', () => {
  it('grow lighter with the level, and say nothing where nobody listened', () => {
    const lightness = kColours.map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue);
    for (let index = 1; index < 256; index += 1) expect(lightness[index]).toBeGreaterThanOrEqual((lightness[index - 1] ?? 0) - 0.75);
    const scale = { low_dbfs: -120, high_dbfs: -70 };
    expect([-130, -120, -95, -70, 0].map((level) => colourIndex(level, scale))).toEqual([0, 0, 128, 255, 255]);
    expect(colourIndex(NaN, scale)).toBeUndefined();
  });
});

describe('the band plan', () => {
  it('is read with its quoted fields', () => {
    expect(fieldsOf('VN,"VNPT, Vinaphone",FDD,,"a ""b"""')).toEqual(['VN', 'VNPT, Vinaphone', 'FDD', '', 'a "b"']);
    expect(kAllocations.length).toBeGreaterThan(40);
    for (const each of kAllocations) {
      expect(each.low_hz, each.operator).toBeGreaterThan(600e6);
      expect(each.high_hz, each.operator).toBeGreaterThan(each.low_hz);
      expect(each.country).toMatch(/^[A-Z]{2}$/);
    }
  });

  it('knows who has 1842,5 MHz on both sides of the border', () => {
    const here = allocationsIn({ low_hz: 1842e6, high_hz: 1843e6 });
    expect(here.map((each) => `${each.country} ${each.operator}`)).toEqual(expect.arrayContaining(['VN Viettel', 'CN China Unicom']));
    expect(here.every((each) => each.direction !== 'up')).toBe(true);
  });

  it('lies under every band that can be chosen, and a block is cut at the edges of the view', () => {
    for (const band of kBands) expect(allocationsIn(band).length, band.key).toBeGreaterThan(0);
    expect(share({ low_hz: 1795e6, high_hz: 1805e6 }, range)).toEqual({ left: '0.000%', width: '50.000%' });
  });
});

describe('what was found', () => {
  const observation = (more: Partial<Observation>): Observation => ({
    id: 1, node: 'lc-01', boot: '', seq: 1, received: '2026-11-24T10:00:05Z', first_seen: '2020-01-01T00:00:00Z', last_seen: '2020-01-01T00:00:02Z', detector: '', detector_version: 1, confidence: 1, exercise: false, chain_intact: true, ...more,
  });
  const cell = { rat: 'lte', level: 'sib1', frequency_hz: 1842.5e6, bandwidth_prb: 50, pci: 257, plmns: ['460-01'] };

  it('is as wide as it is: 50 PRB are 9 MHz, a jammer what was measured', () => {
    const found = foundOf(observation({ cell }));
    expect([found?.low_hz, found?.high_hz, found?.name]).toEqual([1838e6, 1847e6, '460-01 257']);
    const jamming = foundOf(observation({ jamming: { kind: 'sweep', centre_hz: 1.8e9, bandwidth_hz: 2e7, duty: 1, victims: [], reasons: [] }, incident: 14 }));
    expect([jamming?.low_hz, jamming?.high_hz, jamming?.incident]).toEqual([1.79e9, 1.81e9, 14]);
    expect(foundOf(observation({ event: { kind: 'stream_stalled' } }))).toBeUndefined();
  });

  it('stands at the time of its reception: a recording is old, its rows are not', () => {
    const found = foundOf(observation({ cell }));
    expect([found?.from, found?.until]).toEqual([Date.parse('2026-11-24T10:00:03Z'), Date.parse('2026-11-24T10:00:05Z')]);
  });

  it('is one box while it stays in its place', () => {
    const list = ['2026-11-24T10:00:05Z', '2026-11-24T10:01:05Z'].map((received, id) => foundOf(observation({ id, received, cell }))).filter((each) => each !== undefined);
    const other = foundOf(observation({ id: 7, cell: { ...cell, pci: 9 } }));
    const boxes = gathered(other ? [...list, other] : list);
    expect(boxes.map((box) => [box.name, (box.until - box.from) / 1000])).toEqual([['460-01 257', 62], ['460-01 9', 2]]);
    const edge = foundOf(observation({ id: 8, received: '2026-11-24T10:02:05Z', cell: { ...cell, frequency_hz: cell.frequency_hz + 4e5 } }));
    expect(gathered(edge ? [...boxes, edge] : boxes).map((box) => box.name), 'edges measured again').toHaveLength(2);
    expect(inRange(boxes[0] ?? { low_hz: 0, high_hz: 0, id: 0, kind: 'cell', from: 0, until: 0, name: '' }, { low_hz: 1.9e9, high_hz: 2e9 })).toBe(false);
  });
});

describe('the range of an address', () => {
  const of = (query: string): unknown => rangeOf(new URLSearchParams(query));
  it('is what a node can listen to', () => {
    expect(of('')).toEqual({ low_hz: 1805e6, high_hz: 1880e6 });
    expect(of('low=935&high=960.5')).toEqual({ low_hz: 935e6, high_hz: 960.5e6 });
    for (const bad of ['low=960&high=935', 'low=1&high=20', 'low=100&high=900', 'low=x&high=900', 'low=5900&high=6100']) expect(of(bad), bad).toBeUndefined();
  });
});
