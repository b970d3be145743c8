// The shapes of gateway/api/README.md. Absent values are absent keys; times are RFC 3339 UTC.

export interface SessionInfo {
  user: string;
  role: string;
  csrf_token: string;
  must_change_password: boolean;
  expires: string;
  /** of a carrier: "viettel" */
  operator?: string;
  second_factor?: boolean;
}

/** BroadcastParameters of wire/proto/report.proto. */
export interface Broadcast {
  q_rx_lev_min_dbm?: number;
  reference_signal_power_dbm?: number;
  reselection_priority?: number;
  intra_frequency_reselection?: boolean;
  value_tag?: number;
  tdd_configuration?: number;
  special_subframe?: number;
  scheduled_sibs?: number[];
  neighbours?: { channel?: number; physical_id?: number; priority?: number; rat?: string }[];
}

export interface Cell {
  rat: string;
  level: string;
  frequency_hz: number;
  channel?: number;
  pci?: number;
  duplex?: string;
  bandwidth_prb?: number;
  ports?: number;
  plmns?: string[];
  tac?: number;
  cell_id?: number;
  band?: number;
  barred?: boolean;
  power_dbfs?: number;
  power_dbm?: number;
  rsrp_dbfs?: number;
  rsrp_dbm?: number;
  snr_db?: number;
  cfo_hz?: number;
  cyclic_prefix?: string;
  noise_dbfs?: number;
  rsrp_sigma_db?: number;
  rsrq_db?: number;
  cfo_sigma_hz?: number;
  under_db?: number;
  under_pci?: number;
  broadcast?: Broadcast;
  system_information?: string;
  further_system_information?: string[];
}

export interface Emission {
  centre_hz: number;
  bandwidth_hz: number;
  power_dbfs?: number;
  power_dbm?: number;
  snr_db?: number;
  duty: number;
  bursts: number;
  burst_interval_s?: number;
  label: string;
  label_confidence: number;
}

export interface Jamming {
  kind: string;
  centre_hz: number;
  bandwidth_hz: number;
  j_to_n_db?: number;
  j_to_n_sigma_db?: number;
  power_dbfs?: number;
  power_dbm?: number;
  duty: number;
  period_s?: number;
  sweep_hz_per_s?: number;
  victims: { rat: string; channel: number }[];
  reasons: string[];
}

export interface Place {
  commune_code?: string;
  commune?: string;
  latitude: number;
  longitude: number;
  uncertainty_m?: number;
}

export interface Reason {
  rule: string;
  version: number;
  measured?: unknown;
  expected?: unknown;
}

export interface Incident {
  id: number;
  kind: string;
  severity: string;
  state: string;
  first_seen: string;
  last_seen: string;
  report_due?: string;
  nodes: string[];
  exercise: boolean;
  observation_count: number;
  cell?: Cell;
  emission?: Emission;
  jamming?: Jamming;
  title?: string;
  impact?: string;
  place?: Place;
  verdict?: { confidence: number; reasons: Reason[] };
  merged_into?: number;
  manual?: boolean;
  owner?: string;
  acknowledge_due?: string;
  escalation?: number;
  links?: { incident: number; relation: string }[];
  /** keys of the rules that would clear it */
  refuted_by?: string[];
}

export interface Observation {
  id: number;
  node: string;
  boot: string;
  seq: number;
  received: string;
  first_seen: string;
  last_seen: string;
  detector: string;
  detector_version: number;
  confidence: number;
  exercise: boolean;
  chain_intact: boolean;
  incident?: number;
  cell?: Cell;
  emission?: Emission;
  jamming?: Jamming;
  event?: { kind: string; text?: string; count?: number };
}

export interface Level {
  at: string;
  node: string;
  rsrp_dbfs?: number;
  rsrp_dbm?: number;
  snr_db?: number;
  power_dbfs?: number;
  power_dbm?: number;
}

export interface Audit {
  at: string;
  actor: string;
  action: string;
  subject: string;
  detail?: Record<string, unknown>;
}

export interface AffectedCell {
  operator: string;
  site_id: string;
  cell_id: number;
  channel: number;
  distance_m: number;
  relation: string;
}

export interface Ticket {
  id: number;
  incident: number;
  carrier: string;
  state: string;
  created: string;
  summary_vi: string;
  summary_en: string;
  sla?: { due?: string; paused?: boolean; breached?: boolean };
  answer?: 'ours' | 'not_ours' | 'need_information';
  answer_text?: string;
  approved_by?: string;
  external_id?: string;
  reason?: string;
  acknowledge_due?: string;
  sent?: string;
  history?: Audit[];
  body?: { channel?: number; frequency_hz?: number; cell?: Cell; place?: Place; affected?: AffectedCell[] };
}

export interface IncidentDetail extends Incident {
  observations: Observation[];
  audit: Audit[];
  tickets: Ticket[];
  levels: Level[];
}

/** wire/proto/status.proto as JSON. int64 fields may arrive as strings, as protobuf's own JSON writes them. */
export interface NodeStatus {
  receiver?: {
    source?: string;
    sample_rate_hz?: number;
    centre_hz?: number;
    samples?: number | string;
    dropped_samples?: number | string;
    overflows?: number;
    timeouts?: number;
    recoveries?: number;
  };
  spool?: { records?: number | string; bytes?: number | string; refused?: number | string };
  uptime_s?: number;
  reports_made?: number | string;
  scans?: number | string;
  faults?: string[];
  disk_free_bytes?: number | string;
}

export interface Node {
  node: string;
  name?: string;
  latitude?: number;
  longitude?: number;
  commune_code?: string;
  commune?: string;
  state: string;
  stale: boolean;
  last_seen?: string;
  status?: NodeStatus;
}

export interface LedgerCell extends Cell {
  nodes: string[];
  first_seen: string;
  last_seen: string;
  observation_count: number;
  verdict: string;
}

export interface Commune {
  code: string;
  name: string;
  name_en: string;
  latitude: number;
  longitude: number;
  neighbour?: string;
}

export interface Island {
  name_vi: string;
  name_en: string;
  latitude: number;
  longitude: number;
}

export interface MapBase {
  province: { code: string; name: string };
  communes: Commune[];
  border?: [number, number][];
  islands?: Island[];
}
