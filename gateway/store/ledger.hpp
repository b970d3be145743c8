#pragma once
// The ledger of cells as plain values, and the clusters of the map.
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "gateway/store/records.hpp"

namespace sb::gateway {

struct TacSighting {
  std::uint32_t tac = 0;
  UtcNs at = 0;  ///< first heard
};

/// Mean of decibels over a stretch of at least six minutes at one node (models/border_limits compares that).
struct LogMean {
  double level_dbm = 0.0;  ///< RSRP
  double sigma_db = 0.0;   ///< of the mean: spread over the root of the count, and the measurement's own
  std::uint32_t count = 0;
  UtcNs from = 0, until = 0;
};

/// What a cell's reception at one node is like: now, and usually.
struct Reception {
  std::optional<double> level_dbm, noise_dbm, snr_db;
};

/// How one node hears a cell. The stretch that is being averaged, what came of earlier ones, and what is
/// usual.
struct NodeLevel {
  std::string node_id;
  UtcNs first_heard = 0, last_heard = 0;
  double interval_s = 0.0;    ///< between hearings, usually
  std::uint32_t windows = 0;  ///< stretches of six minutes and more in which it was heard
  UtcNs from = 0;             ///< of the stretch under way; its last is last_heard
  std::uint32_t count = 0;    ///< calibrated levels in it
  double sum_db = 0.0, sum_db2 = 0.0, sigma_db = 0.0;
  std::optional<LogMean> newest, highest;
  Reception recent, usual;
};

/// A physical cell as ever heard.
struct Emitter {
  std::int64_t id = 0;
  std::string identity;  ///< unique; see correlate/ledger.hpp
  std::string rat, plmn;
  double frequency_hz = 0.0;
  std::optional<std::uint32_t> channel;
  std::uint32_t physical_id = 0;
  std::optional<std::uint64_t> cell_id;
  std::vector<TacSighting> tacs;  ///< newest last, at most 16
  UtcNs first_seen = 0, last_seen = 0;
  std::uint64_t observations = 0;
  std::optional<double> best_dbm, best_dbfs;
  double latitude_deg = 0.0, longitude_deg = 0.0;  ///< where it was heard best
  std::string commune_code, commune;
  std::vector<std::string> nodes;
  std::vector<NodeLevel> levels;  ///< by node, in the order of first hearing
  std::string verdict;            ///< "domestic_licensed" "domestic_unlisted" "foreign_expected"
                                  ///< "foreign_above_trigger" "clone" "unknown"
  bool exercise = false;
  std::optional<double> clock_ppm;  ///< against the domestic consensus of its node, when last heard there
  std::string broadcast_hash;       ///< of what stays when identities change; empty: nothing decoded
  std::int64_t same_as = 0;  ///< an older row that is the same transmitter under another identity; 0: none
};

struct EmitterDay {
  std::int64_t emitter_id = 0;
  std::string day;
  std::uint32_t hours = 0;  ///< bit h: heard in hour h
  std::uint64_t observations = 0;
  std::optional<double> level_mean_db, level_max_db;  ///< dBm when calibrated, else dBFS; mean of decibels
  bool calibrated = false;
};

struct EmitterFilter {
  std::string rat, plmn, verdict;  ///< empty: any
  UtcNs since = 0;
  bool exercise = false;
  int limit = 500;
};

struct ClusterFilter {
  std::array<double, 4> bbox{};  ///< west south east north
  double cell_deg = 1.0;         ///< side of one cluster's square
  std::string layer;             ///< "incidents" "observations" "cells"
  UtcNs since = 0, until = 0;
};

struct Cluster {
  double latitude_deg = 0.0, longitude_deg = 0.0;
  std::uint64_t count = 0;
  std::string severity, kind;  ///< worst severity, most frequent kind; empty where the layer has none
  std::int64_t id = 0;         ///< of the only one in it; 0: several
};

}  // namespace sb::gateway
