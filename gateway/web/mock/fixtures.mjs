// A made-up day at Lào Cai in exactly the shapes of gateway/api/README.md. Every site, cell and person here is invented.
import { readFileSync } from 'node:fs';

const kProvince = '15';
const communesCsv = new URL('../../../models/communes/communes.csv', import.meta.url);

const communes = readFileSync(communesCsv, 'utf8').trim().split('\n').slice(1)
  .map((line) => line.split(','))
  .filter((fields) => fields[3] === kProvince)
  .map(([code, name, name_en, , , neighbour, latitude, longitude]) => ({ code, name, name_en, latitude: Number(latitude), longitude: Number(longitude), neighbour }));

export const map = {
  province: { code: kProvince, name: 'Tỉnh Lào Cai' },
  communes,
  islands: [
    { name_vi: 'Quần đảo Hoàng Sa (Việt Nam)', name_en: 'Hoang Sa Archipelago (Viet Nam)', latitude: 16.5, longitude: 112 },
    { name_vi: 'Quần đảo Trường Sa (Việt Nam)', name_en: 'Truong Sa Archipelago (Viet Nam)', latitude: 10, longitude: 114 },
  ],
};

const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
const kMinute = 60_000;
const kHour = 60 * kMinute;

function placeOf(code, uncertainty_m) {
  const commune = communes.find((each) => each.code === code);
  return { commune_code: code, commune: commune.name, latitude: commune.latitude, longitude: commune.longitude, uncertainty_m };
}

function nodesAt(now) {
  const node = (id, name, code, state, ago, extra = {}) => {
    const { latitude, longitude, commune } = placeOf(code);
    return {
      node: id, name, latitude, longitude, commune_code: code, commune, state, stale: state === 'offline', last_seen: iso(now - ago),
      status: {
        node_id: id, state, uptime_s: 93_400, scans: 1204, reports_made: '388', disk_free_bytes: '51200000000', faults: [],
        receiver: { source: 'synthetic:border', sample_rate_hz: 19_200_000, centre_hz: 1_842_500_000, samples: '1793280000000', dropped_samples: '0', overflows: 0, timeouts: 0, recoveries: 0 },
        spool: { records: '0', bytes: '0', refused: '0' }, ...extra,
      },
    };
  };
  return [
    node('lc-01', 'Lào Cai 1', '02647', 'online', 12_000),
    node('lc-02', 'Bản Lầu', '02788', 'degraded', 20_000, {
      faults: ['stream stalled and was restarted 2 times in the last hour', 'clock is not locked to GNSS'],
      receiver: { source: 'soapy:driver=rtlsdr', sample_rate_hz: 2_400_000, centre_hz: 937_400_000, samples: '224160000000', dropped_samples: '48203', overflows: 3, timeouts: 2, recoveries: 2 },
      spool: { records: '17', bytes: '20910', refused: '0' },
    }),
    node('lc-03', 'Mường Khương', '02761', 'offline', 5 * kHour),
  ];
}

const cells = {
  unicom: { rat: 'lte', level: 'sib1', frequency_hz: 1_842_500_000, channel: 1575, pci: 257, duplex: 'fdd', bandwidth_prb: 50, ports: 1, plmns: ['460-01'], tac: 801, cell_id: 32_508_418, band: 3, barred: false, power_dbfs: -31.2, rsrp_dbfs: -58.1, snr_db: 17, cfo_hz: 120.5 },
  fake: { rat: 'lte', level: 'sib1', frequency_hz: 2_125_000_000, channel: 150, pci: 1, duplex: 'fdd', bandwidth_prb: 25, ports: 1, plmns: ['452-04'], tac: 7, cell_id: 105_217, band: 1, barred: false, power_dbfs: -22.6, rsrp_dbfs: -47.3, snr_db: 24.1, cfo_hz: -612.4, rsrq_db: -7.2, noise_dbfs: -71.4, broadcast: { q_rx_lev_min_dbm: -140, reference_signal_power_dbm: 18, reselection_priority: 7, value_tag: 0, scheduled_sibs: [2, 3] }, system_information: '74850484821190' },
  moved: { rat: 'lte', level: 'sib1', frequency_hz: 1_815_000_000, channel: 1300, pci: 77, duplex: 'fdd', bandwidth_prb: 100, ports: 2, plmns: ['452-02'], tac: 12_001, cell_id: 5_242_881, band: 3, barred: false, power_dbm: -61.4, power_dbfs: -35.1, rsrp_dbm: -92.2, rsrp_dbfs: -66, snr_db: 9.3, cfo_hz: 15.2 },
  mobile: { rat: 'lte', level: 'mib', frequency_hz: 937_400_000, channel: 3574, pci: 402, duplex: 'fdd', bandwidth_prb: 25, ports: 2, plmns: ['460-00'], band: 8, power_dbfs: -52.7, rsrp_dbfs: -79.9, snr_db: 3.1, cfo_hz: 48 },
  clean: { rat: 'lte', level: 'sib1', frequency_hz: 1_850_000_000, channel: 1650, pci: 33, duplex: 'fdd', bandwidth_prb: 50, ports: 2, plmns: ['452-01'], tac: 10_310, cell_id: 6_553_601, band: 3, barred: false, power_dbfs: -38, rsrp_dbfs: -64.5, snr_db: 14.8, cfo_hz: -9.1 },
};

const kReasons = {
  spillover: [
    { rule: 'plmn.foreign', version: 1, measured: { plmn: '460-01', country: 'CN', brand: 'China Unicom' }, expected: { domestic: '452' } },
    { rule: 'overlap.registered', version: 1, measured: { carrier: 'mobifone', frequency_hz: 1_842_500_000, channel: 1575 }, expected: { registered_cells: 0 } },
    { rule: 'corroboration.nodes', version: 1, measured: { count: 2 }, expected: { count: 1 } },
  ],
  rogue: [
    { rule: 'registry.absent', version: 1, measured: { cell_id: 105_217, plmn: '452-04' }, expected: { registered: true } },
    { rule: 'identity.lab_default', version: 1, measured: { cell_id: 105_217, tac: 7 }, expected: { cell_id: 'of a registered cell' } },
  ],
  mismatch: [{ rule: 'registry.pci', version: 1, measured: { pci: 77 }, expected: { pci: 79 } }],
  weak: [{ rule: 'plmn.foreign', version: 1, measured: { plmn: '460-00', country: 'CN', brand: 'China Mobile' }, expected: { domestic: '452' } }],
};

const kJamming = {
  kind: 'sweep', centre_hz: 1_842_500_000, bandwidth_hz: 20_000_000, j_to_n_db: 11.4, j_to_n_sigma_db: 0.4, power_dbfs: -41.2, duty: 1, period_s: 0.00052, sweep_hz_per_s: 38_461_538_461,
  victims: [{ rat: 'lte', channel: 1575 }], reasons: ['null_re.chi2=31.2', 'sinr.fallen=9.1'], kind_confidence: 0.98,
};

function jammingAt(now) {
  return {
    id: 14, kind: 'jamming', severity: 'high', state: 'open', first_seen: iso(now - 12 * kMinute), last_seen: iso(now - 30_000), report_due: iso(now - 12 * kMinute + 24 * kHour),
    nodes: ['lc-02'], exercise: true, observation_count: 6, jamming: kJamming, place: placeOf('02788', 6000), impact: 'high', manual: false, links: [], refuted_by: [],
    verdict: { confidence: 0.99, reasons: [{ rule: 'jamming.detected', version: 1, measured: { kind: 'sweep', j_to_n_db: 11.4 }, expected: { j_to_n_db: 0 } }] },
  };
}

/** What the ledgers of issue 5 answer, by path. */
export function ledgersAt(now) {
  return {
    '/spillover': { rows: [
      { emitter_id: 'e-7', commune_code: '02647', commune: 'Phường Lào Cai', foreign_plmn: '460-01', foreign_operator: 'China Unicom', frequency_hz: 1_842_500_000, level_dbm: -98.2, field_dbuv_m_5mhz: 69.1, trigger_dbuv_m_5mhz: 65, trigger_source: 'reference, CEPT', hours_a_day: 21.5, domestic_level_dbm: -88.4, trend_db_per_week: 0.6, coverage_hole: false },
      { emitter_id: 'e-9', commune_code: '02761', commune: 'Xã Mường Khương', foreign_plmn: '460-00', foreign_operator: 'China Mobile', frequency_hz: 937_400_000, hours_a_day: 3.2, coverage_hole: true },
    ] },
    '/shift': { since: iso(now - 12 * kHour), open: 3, new: 2, report_due_within_4h: 1, escalated: 0, waiting: [13, 12], nodes_down: ['lc-03'], on_duty: 'operator' },
    '/suppressions': { suppressions: [{ id: 2, kind: 'registry_mismatch', node: 'lc-02', reason: 'Nhà mạng đang chuyển kênh theo thông báo 118', author: 'operator', expires: iso(now + 72 * kHour) }] },
    '/kpi': { alarms: 14, alarms_per_hour: 0.58, most_alarms_in_10_min: 3, acknowledged: 12, acknowledge_median_s: 95, acknowledge_p90_s: 410, false_alarms: { confirmed: 6, dismissed: 1 }, availability: [{ node: 'lc-01', ratio: 0.998 }, { node: 'lc-03', ratio: 0.79 }] },
    '/quality': { quality: [
      { node: 'lc-01', stream: 'cells', reports: 388, correct_ratio: 1, complete_ratio: 1, clean_ratio: 0.997, fresh_s: 12, limit_s: 300, state: 'good' },
      { node: 'lc-03', stream: 'cells', reports: 41, correct_ratio: 1, complete_ratio: 0.98, clean_ratio: 1, fresh_s: 18_000, limit_s: 300, state: 'stale' },
    ] },
    '/reports': { reports: [{ id: '4', type: 'daily24h', title: 'Báo cáo 24 giờ, sự việc 12', author: 'operator', created: iso(now - 2 * kHour) }] },
    '/reports/calendar': { calendar: [{ type: 'quarterly', due: iso(now + 13 * 24 * kHour), period: { from: '2026-09-30T17:00:00Z', until: '2026-12-31T17:00:00Z' }, addressee_vi: 'Công an tỉnh', addressee_en: 'Provincial police', remind: 14 }] },
    '/audit': { audit: [{ at: iso(now - kHour), actor: 'operator', action: 'incident.acknowledge', subject: 'incident/11', detail: {} }] },
    '/audit/verify': { rows: 1204, intact: true, head: '9f' },
  };
}

function incidentsAt(now) {
  const incident = (id, kind, severity, state, code, nodes, cell, reasons, ago, count, confidence) => ({
    id, kind, severity, state, first_seen: iso(now - ago - 3 * kHour), last_seen: iso(now - ago), report_due: iso(now - ago - 3 * kHour + 24 * kHour),
    nodes, exercise: true, observation_count: count, cell, place: placeOf(code, 4200), verdict: { confidence, reasons }, impact: severity === 'critical' ? 'high' : 'medium', manual: false, links: [], refuted_by: { spillover: ['propagation.ducting', 'registry.present', 'level.below_trigger'], rogue_cell: ['registry.late', 'registry.present', 'measurement.repeated_without_it'] }[kind] ?? [],
  });
  return [
    incident(12, 'spillover', 'medium', 'open', '02647', ['lc-01', 'lc-02'], cells.unicom, kReasons.spillover, 2 * kMinute, 42, 0.97),
    incident(13, 'rogue_cell', 'critical', 'open', '02647', ['lc-01'], cells.fake, kReasons.rogue, kMinute, 9, 0.91),
    incident(11, 'registry_mismatch', 'low', 'acknowledged', '02788', ['lc-02'], cells.moved, kReasons.mismatch, 40 * kMinute, 12, 0.88),
    incident(9, 'spillover', 'low', 'open', '02761', ['lc-03'], cells.mobile, kReasons.weak, 22 * kHour, 3, 0.62),
    incident(4, 'spillover', 'medium', 'dismissed', '02695', ['lc-01'], cells.unicom, kReasons.spillover, 50 * kHour, 5, 0.71),
    jammingAt(now),
  ];
}

const kTicket = {
  id: 3, incident: 12, carrier: 'mobifone', state: 'draft',
  summary_vi: 'Từ 09:10 ngày 22/11/2026, trạm thu tại Phường Lào Cai ghi nhận cell LTE 460-01 (China Unicom, Trung Quốc) trên kênh 1575 (1842,5 MHz), trùng kênh với cell MobiFone đã đăng ký cách 1,3 km.\nĐề nghị nhà mạng kiểm tra chất lượng dịch vụ tại khu vực và phối hợp số liệu phục vụ làm việc song phương.',
  summary_en: 'Since 09:10 on 22/11/2026 the node at Lao Cai Ward hears LTE cell 460-01 (China Unicom, China) on channel 1575 (1842.5 MHz), the channel of a registered MobiFone cell 1.3 km away.\nPlease check the quality of service in the area and share figures for the bilateral talks.',
  body: {
    channel: 1575, frequency_hz: 1_842_500_000, cell: cells.unicom,
    affected: [
      { operator: 'mobifone', site_id: 'LCI-DEMO-014', cell_id: 6_553_345, channel: 1575, distance_m: 1310, relation: 'co_channel' },
      { operator: 'mobifone', site_id: 'LCI-DEMO-022', cell_id: 6_555_394, channel: 1650, distance_m: 4870, relation: 'adjacent' },
    ],
  },
};

function receptionsOf(incident, now) {
  if (!incident.cell) return [];
  const spread = (now - Date.parse(incident.first_seen)) / incident.observation_count;
  return Array.from({ length: incident.observation_count }, (_, index) => {
    const at = iso(Date.parse(incident.first_seen) + index * spread);
    const wobble = 3 * Math.sin(index / 4) + 1.2 * Math.sin(index * 2.1);
    const node = incident.nodes[index % incident.nodes.length];
    const rsrp_dbfs = Number((incident.cell.rsrp_dbfs + wobble - (index % incident.nodes.length) * 9).toFixed(1));
    const cell = { ...incident.cell, rsrp_dbfs };
    if (incident.cell.rsrp_dbm !== undefined) cell.rsrp_dbm = Number((incident.cell.rsrp_dbm + wobble).toFixed(1));
    return {
      id: incident.id * 1000 + index, node, boot: '18c4f01ab27d90e1', seq: index + 4, received: at, first_seen: at, last_seen: at, detector: 'cell.lte', detector_version: 1,
      confidence: 0.99, exercise: true, chain_intact: !(incident.id === 13 && index === 3), incident: incident.id, cell,
    };
  });
}

/** A fresh world: nothing is shared between two of them. */
export function makeWorld(now = Date.now()) {
  const incidents = structuredClone(incidentsAt(now));
  const observations = new Map(incidents.map((incident) => [incident.id, receptionsOf(incident, now)]));
  return {
    incidents,
    nodes: nodesAt(now),
    observations,
    levels: (id) => (observations.get(id) ?? []).map(({ last_seen, node, cell }) => ({
      at: last_seen, node, rsrp_dbfs: cell.rsrp_dbfs, ...(cell.rsrp_dbm === undefined ? {} : { rsrp_dbm: cell.rsrp_dbm }), snr_db: cell.snr_db,
    })),
    tickets: [{ ...kTicket, created: iso(now - 90 * kMinute), body: { ...kTicket.body, place: incidents[0].place } }],
    audit: new Map(incidents.map((incident) => [incident.id, [{ at: incident.first_seen, actor: 'gateway', action: 'incident.open', subject: `incident/${incident.id}`, detail: {} }]])),
    cells: Object.values(cells).map((cell, index) => ({
      ...cell, nodes: index % 2 ? ['lc-02'] : ['lc-01', 'lc-02'], first_seen: iso(now - 30 * kHour), last_seen: iso(now - index * 7 * kMinute), observation_count: 42 - index * 8,
      verdict: ['foreign', 'unregistered', 'mismatch', 'foreign', 'registered'][index],
    })),
  };
}
