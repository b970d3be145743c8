#pragma once
// Where rows of spectrum wait for the person who ordered them. A row is looked at or it is gone: QoS 0, in
// memory only, the newest kKeptRows of each node. What must be kept of a spectrum is kept as findings, by the
// node.
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/store.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {

struct SpectrumRow {
  std::int64_t id = 0;  ///< ascending over all nodes since the gateway's start
  UtcNs at = 0;         ///< by the node's clock; a recording's rows are as old as the recording
  UtcNs received = 0;
  double f0_hz = 0.0;   ///< centre of bin 0
  double bin_hz = 0.0;  ///< spacing
  double rbw_hz = 0.0;  ///< equivalent noise bandwidth of a bin
  std::uint32_t averages = 0;
  double offset_dbfs = 0.0, step_db = 0.0;  ///< code c is offset + c * step, per bin of rbw_hz
  std::string mean, max;                    ///< one octet a bin; max may be empty
};

struct SpectrumCounters {
  std::uint64_t taken = 0;
  std::uint64_t refused = 0;  ///< not signed by an enrolled node, damaged, or too many at once
};

/// Thread-safe: take() on the broker's thread, rows() on the server's.
class SpectrumDesk {
 public:
  static constexpr std::size_t kKeptRows = 600;  ///< of a node: two minutes at the highest pace
  static constexpr std::size_t kKeptOctets = 4U << 20U;
  static constexpr std::int64_t kMostRowsASecond = 8;  ///< an order asks for at most 5
  static constexpr UtcNs kKeysFor = 10LL * 1'000'000'000;

  SpectrumDesk(std::string province, Store& store) : province_(std::move(province)), store_(store) {}

  /// False: counted as refused. Cost: one signature check; the nodes' keys are read again every kKeysFor.
  bool take(std::string_view topic, std::string_view payload, UtcNs now);
  /// Rows of the node after `id` and received since `since`, oldest first, at most `limit`.
  std::vector<SpectrumRow> rows(std::string_view node_id, std::int64_t id, UtcNs since,
                                std::size_t limit) const;
  SpectrumCounters counters() const;

 private:
  struct Kept {
    std::deque<SpectrumRow> rows;
    std::size_t octets = 0;
    UtcNs second = 0;  ///< whose rows are counted
    std::int64_t in_second = 0;
  };
  std::optional<SpectrumRow> opened(std::string_view topic, std::string_view payload, UtcNs now,
                                    std::string& node_id);
  void read_keys(UtcNs now);

  const std::string province_;
  Store& store_;
  mutable std::mutex mutex_;
  std::map<std::string, wire::VerifyingKey, std::less<>>
      keys_;  ///< of nodes that are enrolled and not revoked
  UtcNs keys_read_ = 0;
  std::map<std::string, Kept, std::less<>> kept_;  ///< bounded by the nodes enrolled
  std::int64_t newest_ = 0;
  SpectrumCounters counters_;
};

}  // namespace sb::gateway
