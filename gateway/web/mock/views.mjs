// What the map's layers, the spectrum, the calendar, the past and the ledger of emitters ask for, in the shapes of gateway/api/README.md. Invented.
const kHour = 3_600_000;
const kDay = 24 * kHour;
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** The same numbers every time: a small linear congruential generator. */
function dice(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Hexagons around the border communes: enough to see areas, and nobody's border. */
export function outlinesOf(communes) {
  const seen = new Set();
  const features = communes.filter((each) => !seen.has(each.code) && seen.add(each.code)).map(({ code, name, name_en, latitude, longitude }) => {
    const ring = Array.from({ length: 7 }, (_, corner) => {
      const angle = (corner % 6) * (Math.PI / 3);
      return [Number((longitude + 0.055 * Math.cos(angle)).toFixed(5)), Number((latitude + 0.05 * Math.sin(angle)).toFixed(5))];
    });
    return { type: 'Feature', properties: { code, name, name_en }, geometry: { type: 'Polygon', coordinates: [ring] } };
  });
  return { type: 'FeatureCollection', features };
}

/** `most` clusters over the box, the same for the same box. */
export function clustersOf(query, most) {
  if (query.get('exercise') === 'true') return { clusters: [], cell_deg: 0.1 };
  const [west, south, east, north] = query.get('bbox').split(',').map(Number);
  const roll = dice(7);
  const severities = ['critical', 'high', 'medium', 'low', 'info'];
  const clusters = Array.from({ length: most }, (_, index) => {
    const count = 1 + Math.floor(400 * roll() ** 6);
    return {
      latitude: south + (north - south) * roll(), longitude: west + (east - west) * roll(), count,
      ...(query.get('layer') === 'incidents' || !query.get('layer') ? { severity: severities[Math.floor(5 * roll())], kind: 'spillover' } : {}), ...(count === 1 ? { id: index + 1 } : {}),
    };
  });
  return { clusters, cell_deg: (east - west) / 48 };
}

function detectabilityAt(nodes, now) {
  return { rows: nodes.flatMap((node, index) => [[1805e6, 1880e6], [925e6, 960e6]].map(([low_hz, high_hz]) => ({
    node: node.node, latitude: node.latitude, longitude: node.longitude, at: iso(now - (index === 2 ? 5 * kHour : 20 * 60_000)), band: { low_hz, high_hz }, listened_s: 1800, longest_gap_s: 12,
    ...(index === 1 ? { detectable_dbfs: -96.4 } : { detectable_dbm: -121.5 + index }), beacons_expected: 8, beacons_heard: 8 - 2 * index,
  }))) };
}

function occupancyOf(query, now) {
  const weeks = Number(query.get('weeks') ?? 4);
  const roll = dice(Number(query.get('low_hz')) % 1000 + 3);
  const listened = Array.from({ length: 168 }, (_, hour) => (hour >= 24 && hour < 31 ? 0 : weeks));
  const heard = listened.map((count, hour) => Math.min(count, Math.round(count * (0.25 + 0.6 * Math.sin((Math.PI * (hour % 24)) / 24) ** 2 + 0.25 * roll()))));
  return { since: iso(now - weeks * 7 * kDay), until: iso(now), low_hz: Number(query.get('low_hz')), high_hz: Number(query.get('high_hz')), listened, heard, observations: heard.map((count) => count * 9) };
}

function emittersAt(cells, communes, now) {
  const verdicts = ['foreign_above_trigger', 'clone', 'domestic_unlisted', 'foreign_expected', 'domestic_licensed'];
  return cells.map((cell, index) => ({
    emitter_id: index + 1, rat: cell.rat, plmn: cell.plmns[0], frequency_hz: cell.frequency_hz, channel: cell.channel, pci: cell.pci, ...(cell.cell_id ? { cell_id: cell.cell_id } : {}),
    tacs: cell.tac === undefined ? [] : index === 1 ? [{ tac: 5, since: iso(now - 3 * kDay) }, { tac: cell.tac, since: iso(now - kDay) }] : [{ tac: cell.tac, since: iso(now - 40 * kDay) }],
    verdict: verdicts[index], first_seen: iso(now - (40 - 6 * index) * kDay), last_seen: cell.last_seen, observation_count: 4000 - 700 * index, nodes: cell.nodes,
    ...(index === 2 ? { best_dbm: -88.1 } : { best_dbfs: cell.rsrp_dbfs }), clock_ppm: index === 1 ? -0.81 : 0.02, latitude: communes[index].latitude, longitude: communes[index].longitude,
    commune_code: communes[index].code, commune: communes[index].name,
  }));
}

function daysOf(emitter, now) {
  const roll = dice(emitter.emitter_id * 97);
  return Array.from({ length: 30 }, (_, index) => {
    const level = (emitter.best_dbm ?? emitter.best_dbfs) - 6 - 5 * roll();
    return { day: iso(now - (29 - index) * kDay + 7 * kHour).slice(0, 10), hours: Math.round(8 + 16 * roll()), observation_count: Math.round(200 * roll()), level_mean_db: Number(level.toFixed(1)), level_max_db: Number((level + 4 * roll()).toFixed(1)), calibrated: emitter.best_dbm !== undefined };
  });
}

/** A row over part of the range: noise, two carriers that stand, one that comes and goes. */
export function spectrumRow(id, low_hz, high_hz, now) {
  const bins = 512;
  const halves = 2;
  const part = id % halves;
  const width = (high_hz - low_hz) / halves;
  const bin_hz = width / bins;
  const f0_hz = low_hz + part * width + bin_hz / 2;
  const roll = dice(id * 31 + 1);
  const carriers = [[0.5, 0.13, 42], [0.15, 0.05, 30], ...(Math.floor(id / 24) % 2 ? [[0.82, 0.012, 36]] : [])];
  const codes = Buffer.alloc(bins);
  const peaks = Buffer.alloc(bins);
  for (let bin = 0; bin < bins; bin += 1) {
    const at = (f0_hz + bin * bin_hz - low_hz) / (high_hz - low_hz);
    let db = -118 + 2.5 * (roll() + roll() - 1);
    for (const [centre, wide, over] of carriers) if (Math.abs(at - centre) < wide / 2) db = Math.max(db, -118 + over + 3 * (roll() - 0.5));
    codes[bin] = Math.round((db + 190) / 0.5);
    peaks[bin] = Math.min(255, codes[bin] + Math.round(8 * roll()));
  }
  return { id, at: iso(now), received: new Date(now).toISOString(), f0_hz, bin_hz, rbw_hz: 1.5 * bin_hz, averages: 12, offset_dbfs: -190, step_db: 0.5, mean: codes.toString('base64'), max: peaks.toString('base64') };
}

/** One world's views; `clusters` says how many marks a question about the map is answered with. */
export function makeViews(world, map, { clusters = 60 } = {}) {
  const orders = new Map(); // by node: {command, low_hz, high_hz, from}
  const kRowsPerSecond = 4;

  function rowsOf(node, after, now) {
    const order = orders.get(node);
    if (!order) return undefined;
    const newest = Math.floor(((now - order.from) / 1000) * kRowsPerSecond);
    const first = Math.max(after + 1, newest - 40);
    const rows = [];
    for (let id = first; id <= newest; id += 1) rows.push(spectrumRow(id, order.low_hz, order.high_hz, order.from + (1000 * id) / kRowsPerSecond));
    return { rows, next: rows.at(-1)?.id ?? after };
  }

  function read(path, query, now) {
    const spectrum = /^\/nodes\/([\w-]+)\/(spectrum|commands)$/.exec(path);
    if (spectrum?.[2] === 'spectrum') return rowsOf(spectrum[1], Number(query.get('after') ?? 0), now);
    if (spectrum) return { commands: orders.has(spectrum[1]) ? [{ ...orders.get(spectrum[1]).command, state: 'done' }] : [] };
    const emitters = emittersAt(world.cells, map.communes, now);
    const one = /^\/emitters\/(\d+)$/.exec(path);
    if (one) {
      const emitter = emitters[Number(one[1]) - 1];
      return emitter && { ...emitter, days: daysOf(emitter, now) };
    }
    switch (path) {
      case '/map/clusters': return clustersOf(query, clusters);
      case '/map/detectability': return detectabilityAt(world.nodes, now);
      case '/communes.geojson': return outlinesOf(map.communes);
      case '/occupancy': return occupancyOf(query, now);
      case '/emitters': return { emitters: emitters.filter((each) => !query.get('verdict') || each.verdict === query.get('verdict')) };
      case '/observations': return { observations: [...world.observations.values()].flat().filter((each) => each.node === query.get('node')).slice(0, 2)
        .map((each, index) => ({ ...each, received: iso(now - 3000 * (index + 1)), first_seen: iso(now - 13_000), last_seen: iso(now - 3000 * (index + 1)), cell: index === 0 ? each.cell : undefined,
          ...(index === 1 ? { emission: { centre_hz: each.cell.frequency_hz + 8e6, bandwidth_hz: 300_000, duty: 0.3, bursts: 4, label: 'unknown', label_confidence: 0 } } : {}) })) };
      case '/history': {
        const at = Date.parse(query.get('at'));
        return {
          at: iso(at), whole: true, nodes: world.nodes.map((node) => ({ node: node.node, heard: node.node !== 'lc-03' || at < now - 5 * kHour, last_seen: iso(at - 60_000) })),
          incidents: world.incidents.filter((each) => Date.parse(each.first_seen) <= at).map((each) => ({ ...each, state: 'open' })),
        };
      }
      default: return undefined;
    }
  }

  return {
    read,
    order(node, body, user, now) {
      const command = { command: 'c0ffee000000000000000001', kind: 'spectrum', by: user, created: iso(now), expires: iso(now + 60_000), state: 'queued' };
      orders.set(node, { command, low_hz: body.low_hz, high_hz: body.high_hz, from: now });
      return command;
    },
  };
}
