// What the mock knows of people and their work: accounts, acceptance sheets, a carrier's table, batches. Invented like the rest.
import { createHash } from 'node:crypto';

const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
const kHour = 3_600_000;
const kDay = 24 * kHour;
// One white pixel: a photograph of nothing.
const kPhoto = Buffer.from('/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k=', 'base64');

export function accountsAt(now) {
  const account = (user, role, extra = {}) => ({ user, role, must_change_password: false, disabled: false, second_factor: false, warnings: [], last_sign_in: iso(now - 3 * kHour), ...extra });
  return [
    account('admin', 'administrator', { second_factor: true, trained: '2026-03-02' }),
    account('lan.giamsat', 'supervisor', { second_factor: true, certificate: 'ATTT-118', certificate_expires: '2026-12-10', warnings: ['certificate_expires'] }),
    account('operator', 'operator', { trained: '2025-09-01', warnings: ['training_due'] }),
    account('minh.kt', 'technician', { locked_until: iso(now + 900_000) }),
    account('viettel.noc', 'carrier', { operator: 'viettel', must_change_password: true }),
    account('cu', 'operator', { disabled: true, expires: iso(now - 2 * kDay) }),
  ];
}

export function sheetsAt(now) {
  const step = (name, verdict, value, unit) => ({ step: name, verdict, ...(value === undefined ? {} : { value }), ...(unit ? { unit } : {}) });
  const sheet = {
    version: 1, node: 'lc-02', province: 'laocai', software: 'songbien-node 0.1.0', made: iso(now - 26 * kHour), latitude: 22.6, longitude: 104.05, passed: true,
    site: { mast: 'cột bưu điện Bản Lầu', antenna: 'Yagi 1,7-2,2 GHz', antenna_height_m: 24, azimuth_deg: 315, cable_m: 18, cable_loss_db: 2.4, technician: 'Minh', remarks: '' },
    steps: [
      step('power', 'pass', 12.61, 'V'), step('temperature', 'pass', 31.5, '°C'), step('disk', 'pass', 51.2, 'GB'), step('sdr', 'pass'), step('loss', 'pass', 0, ''), step('overload', 'attention', 0.02, '%'),
      step('antenna', 'pass', 11.3, 'dB'), step('time', 'pass', 84, 'ns'), step('ppm', 'pass', 0.04, 'ppm'), step('uplink', 'pass', 0.18, 's'), step('baseline', 'waiting'),
    ],
  };
  return { 'lc-02': [{ id: 5, received: iso(now - 25 * kHour), sheet, state: 'waiting', photo_octets: kPhoto.length }], 'lc-01': [], 'lc-03': [] };
}

const kStanding = [
  { operator: 'mobifone', plmn: '452-01', rat: 'lte', site_id: 'LCI-DEMO-014', cell_id: 6_553_345, channel: 1575, pci: 33, tac: 10_310, valid_from: '2026-01-01' },
  { operator: 'mobifone', plmn: '452-01', rat: 'lte', site_id: 'LCI-DEMO-022', cell_id: 6_555_394, channel: 1650, pci: 34, tac: 10_310, valid_from: '2026-01-01' },
];

/** Enough of the gateway's reading for the page: comma-separated, no quotes. */
export function previewOf(text, operator) {
  const [header, ...lines] = text.replace(/^\ufeff/, '').trim().split(/\r?\n/).map((line) => line.split(','));
  const rows = lines.map((cells, index) => ({ line: index + 2, cell: Object.fromEntries(header.map((name, at) => [name, cells[at]]).filter(([, value]) => value)) }));
  const answer = { operator, sha256: createHash('sha256').update(text).digest('hex'), rows: rows.length };
  const problems = rows.filter(({ cell }) => !/^452-\d\d$/.test(cell.plmn)).map(({ line, cell }) => ({ line, column: 'plmn', code: 'foreign_plmn', value: cell.plmn, message: `plmn: ${cell.plmn} is not a network of Viet Nam` }));
  if (problems.length > 0) return { ...answer, problems, problem_count: problems.length };
  const numbers = ['cell_id', 'channel', 'pci', 'tac'];
  const cells = rows.map(({ cell }) => ({ operator, ...cell, ...Object.fromEntries(numbers.filter((name) => cell[name]).map((name) => [name, Number(cell[name])])) }));
  const added = [], changed = [];
  let unchanged = 0;
  for (const to of cells) {
    const from = kStanding.find((each) => each.cell_id === to.cell_id);
    const fields = from ? ['site_id', 'tac', 'channel', 'pci'].filter((name) => from[name] !== to[name]) : [];
    if (!from) added.push(to);
    else if (fields.length > 0) changed.push({ from, to, fields });
    else unchanged += 1;
  }
  const ended = kStanding.filter((each) => !cells.some((cell) => cell.cell_id === each.cell_id));
  return { ...answer, problems: [], problem_count: 0, added, changed, ended, counts: { added: added.length, changed: changed.length, ended: ended.length, unchanged } };
}

export const kFigures = {
  limits: { alarms_per_hour: 6, most_alarms_in_10_min: 10, source: 'EEMUA 191' }, nuisances: [{ source: 'unlicensed_emission/licence.absent', dismissed: 1 }],
};

/** A code that is good nowhere, with a picture that no telephone reads. */
export function enrolmentOf(body, now) {
  const code = '7KQ2-M0XV-3JTB-90ZN';
  return {
    node: body.node, code, uri: `songbien:enrol:1:${code}:00:https://mock`, expires: iso(now + (body.valid_hours ?? 48) * kHour),
    qr_svg: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 5 5"><path d="M0 0h2v2H0zM3 0h2v2H3zM0 3h2v2H0zM3 3h1v1H3z"/></svg>',
  };
}

export { kPhoto, kStanding };
