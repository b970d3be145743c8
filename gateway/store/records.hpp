#pragma once
// Rows of the gateway as plain values. Times are UTC nanoseconds since 1970; optional means "not measured" or
// "none".
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/plmn/plmn.hpp"

namespace sb::gateway {

using UtcNs = std::int64_t;

/// Key of an observation: a second delivery changes nothing.
struct ObservationKey {
  std::string node_id;
  std::uint64_t boot_id = 0;
  std::uint64_t seq = 0;
  // NOLINTNEXTLINE(modernize-use-nullptr): as in models/plmn
  friend auto operator<=>(const ObservationKey&, const ObservationKey&) = default;
};

/// A broadcast cell as heard. Strings are the API's words: rat "lte", level "sync" "mib" "sib1", duplex "fdd"
/// "tdd".
struct HeardCell {
  std::string rat;
  std::string level;
  double frequency_hz = 0.0;
  std::optional<std::uint32_t> channel;
  std::uint32_t physical_id = 0;
  std::string duplex;
  std::string cyclic_prefix;  ///< "normal" "extended"; empty: not told apart
  std::optional<std::uint32_t> bandwidth_prb;
  std::optional<std::uint32_t> ports;
  std::optional<std::uint32_t> sfn;
  std::vector<models::Plmn> plmns;
  std::optional<std::uint32_t> tac;
  std::optional<std::uint64_t> cell_id;
  std::optional<std::uint32_t> band;
  std::optional<bool> barred;
  std::string system_information;                         ///< octets
  std::vector<std::string> further_system_information{};  ///< octets of each message
  std::optional<double> power_dbfs, rsrp_dbfs, power_dbm, rsrp_dbm, snr_db;
  double cfo_hz = 0.0;
  std::optional<double> noise_dbfs, rsrp_sigma_db;
  std::optional<double> rsrq_db, cfo_sigma_hz, timing_sigma_ns, under_db;
  std::optional<double> rssi_dbfs, snr_sigma_db, rsrq_sigma_db, rssi_sigma_db, noise_sigma_db;
  std::optional<std::uint32_t> under_id;
  std::optional<UtcNs> frame_start;  ///< of a frame boundary
  std::string broadcast_json;        ///< BroadcastParameters of report.proto; empty: none
};

/// Energy of one emitter as measured.
struct HeardEmission {
  double centre_hz = 0.0, bandwidth_hz = 0.0;
  double bandwidth_26db_hz = 0.0;  ///< 0: not measured
  std::optional<double> power_dbfs, power_dbm, snr_db;
  double duty = 1.0;
  std::uint32_t bursts = 1;
  std::optional<double> burst_length_s, burst_interval_s, drift_hz_per_s;
  std::string label;  ///< "unknown" or one of models/emitter_classifier's list
  double label_confidence = 0.0;
  std::string model_hash;  ///< hex
};

struct HeardJamming {
  std::string kind;  ///< "barrage" "tone" "multitone" "sweep" "pulse" "protocol"
  double centre_hz = 0.0, bandwidth_hz = 0.0;
  std::optional<double> j_to_n_db, j_to_n_sigma_db, power_dbfs, power_dbm, period_s, sweep_hz_per_s;
  double duty = 1.0;
  struct Victim {
    std::string rat;
    std::uint32_t channel = 0;
    friend bool operator==(const Victim&, const Victim&) = default;
  };
  std::vector<Victim> victims;
  std::vector<std::string> reasons;
  double kind_confidence = 0.0;
  std::string model_hash;  ///< hex
};

struct NodeEventRow {
  std::string kind;  ///< "stream_stalled" ...
  std::string text;
  std::uint64_t count = 0;
};

/// Immutable, with the raw signed bytes. Exactly one of cell, emission, jamming, event and coverage_json.
struct Observation {
  std::int64_t id = 0;  ///< assigned by the store
  ObservationKey key;
  std::string envelope;     ///< as received
  std::string body_sha256;  ///< 32 octets
  bool chain_intact =
      true;  ///< prev_hash matched the stored predecessor (true when there is none to compare yet)
  UtcNs received = 0, first_seen = 0, last_seen = 0;
  double latitude_deg = 0.0, longitude_deg = 0.0, position_uncertainty_m = 0.0;
  std::string time_quality, calibration_id, software, detector;
  std::uint32_t detector_version = 0;
  double confidence = 0.0;
  bool exercise = false;
  bool historical = false;  ///< replayed after an outage
  std::optional<HeardCell> cell;
  std::optional<HeardEmission> emission;
  std::optional<HeardJamming> jamming;
  std::optional<NodeEventRow> event;
  std::string coverage_json;  ///< bands[] as in report.proto; empty: none
  std::optional<std::int64_t> incident_id;
};

struct NodeRow {
  std::string node_id, name;
  std::string public_key_pem;
  double latitude_deg = 0.0, longitude_deg = 0.0;
  std::string commune_code, commune;  ///< from the position; empty when no commune is near
  std::string state;                  ///< "never_seen" "online" "degraded" "offline"
  UtcNs last_seen = 0;
  std::string last_status_json;  ///< latest Status as the API shows it; "{}" before the first
  bool revoked = false;
};

/// Where something stands with `probability`: half axes, azimuth of the longer one from north over east.
struct Ellipse {
  double semi_major_m = 0.0, semi_minor_m = 0.0, azimuth_deg = 0.0, probability = 0.95;
};

struct CommuneShare {
  std::string commune_code, commune;
  double probability = 0.0;
};

struct Place {
  std::string commune_code, commune;
  double latitude_deg = 0.0, longitude_deg = 0.0, uncertainty_m = 0.0;
  std::optional<Ellipse> ellipse{};
  std::vector<CommuneShare> communes{};  ///< most probable first; what is missing to 1 lies outside of all
};

/// Why: one rule that fired, with what was measured and what was expected. `rule` is a stable key
/// ("plmn.foreign") that the page translates; measured and expected are JSON values as text.
struct Reason {
  std::string rule;
  std::uint32_t version = 1;
  std::string measured_json, expected_json;
};

/// Another incident that belongs to this one without being it.
struct IncidentLink {
  std::int64_t incident_id = 0;
  std::string relation;  ///< "same_emitter" "jam_then_capture" "by_hand"
  friend bool operator==(const IncidentLink&, const IncidentLink&) = default;
};

struct Incident {
  std::int64_t id = 0;
  std::string kind;             ///< "spillover" "rogue_cell" "registry_mismatch" "node_fault" ...
  std::string impact = "none";  ///< on people and services: "none" "low" "medium" "high"
  std::string severity;         ///< "info" "low" "medium" "high" "critical"
  std::string state;            ///< "open" "acknowledged" "confirmed" "dismissed" "merged" "closed"
  std::string cause_key;        ///< one open incident per key
  UtcNs first_seen = 0, last_seen = 0, report_due = 0;
  std::vector<std::string> nodes;
  std::optional<HeardCell> cell;  ///< best decoded of its observations
  std::optional<HeardEmission> emission;
  std::optional<HeardJamming> jamming;
  Place place;
  double confidence = 0.0;
  std::vector<Reason> reasons;
  bool exercise = false;
  std::uint64_t observation_count = 0;
  std::int64_t merged_into = 0;
  std::string owner{};                ///< user name; empty: nobody yet
  UtcNs acknowledge_due = 0;          ///< 0: nobody waits for it
  int escalation = 0;                 ///< how often its time ran out
  bool manual = false;                ///< opened by a person
  std::string title{};                ///< of a manual case
  std::vector<IncidentLink> links{};  ///< read only: see Transaction::link_incidents
};

/// An incident as one node hears it: where, and how well at best.
struct HeardAt {
  std::string node_id;
  double latitude_deg = 0.0, longitude_deg = 0.0, position_uncertainty_m = 0.0;
  std::optional<double> level_dbfs, level_dbm;  ///< RSRP, else power
  std::uint64_t observations = 0;
};

struct Ticket {
  std::int64_t id = 0, incident_id = 0;
  std::string carrier;  ///< "viettel" "vnpt" "mobifone" ...
  std::string state;    ///< "draft"; the rest with issue 5
  UtcNs created = 0;
  std::string summary_vi, summary_en;
  std::string body_json;  ///< cell, channel, place, levels, affected registered cells [{site_id, cell_id,
                          ///< channel, distance_m, relation}]
};

/// One row of a carrier's registry (CONTRACTS §3), effective-dated.
struct RegistryCell {
  std::int64_t id = 0;
  std::string operator_name;
  models::Plmn plmn;
  std::string rat, site_id;
  std::uint64_t cell_id = 0;
  std::optional<std::uint32_t> tac, channel, pci;
  std::optional<double> bandwidth_mhz, latitude_deg, longitude_deg, azimuth_deg, height_m, eirp_dbm;
  std::string valid_from, valid_to;  ///< ISO dates; valid_to empty: open
  std::string extra_json;            ///< unknown columns, kept
};

struct AuditRow {
  std::int64_t id = 0;
  UtcNs at = 0;
  std::string actor;    ///< user name, "node:<id>", "gateway"
  std::string action;   ///< "incident.acknowledge", "envelope.rejected", "registry.import" ...
  std::string subject;  ///< "incident/12", "node/lc-01"
  std::string detail_json;
};

/// Something that people laid down: a licence, a suppression, the duty roster. Every change is kept; the
/// newest of a key counts.
struct Document {
  std::string collection;  ///< "licence" "restricted_band" "suppression" "duty" "drill" "commune"
  std::string key;
  std::string json;  ///< an object; empty: withdrawn
  UtcNs at = 0;
  std::string actor;
  std::int64_t version = 0;  ///< assigned by the store, ascending over all collections
};

/// What the page's event stream carries; id orders and resumes.
struct EventRow {
  std::int64_t id = 0;
  std::string kind;  ///< "incident" "node" "ticket" "observation"
  std::string data_json;
};

}  // namespace sb::gateway
