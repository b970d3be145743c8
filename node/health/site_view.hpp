#pragma once
// What the technician's page sees of the running node. Every call may come from any thread and returns a
// copy.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "wire/codec.hpp"

namespace sb::node {

/// One averaged spectrum, oldest knowledge of nothing: what the receiver saw last.
struct SpectrumSnapshot {
  std::int64_t utc_ns = 0;
  double f0_hz = 0.0;   ///< centre of bin 0
  double bin_hz = 0.0;  ///< > 0
  std::vector<float> dbfs;
};

/// The pipeline puts rows in, the page takes the newest out. Rows beyond kMaxBins are thinned by their
/// maximum.
class SpectrumTap {
 public:
  static constexpr std::size_t kMaxBins = 1024;
  static constexpr int kRowsPerLook =
      20;  ///< a look pays for so many further rows; nobody looks: none are made

  void publish(SpectrumSnapshot row) {
    const std::size_t thin = (row.dbfs.size() + kMaxBins - 1) / kMaxBins;
    if (thin > 1) {
      std::vector<float> few((row.dbfs.size() + thin - 1) / thin, -1e9F);
      for (std::size_t i = 0; i < row.dbfs.size(); ++i) few[i / thin] = std::max(few[i / thin], row.dbfs[i]);
      row.dbfs = std::move(few);
      row.f0_hz += 0.5 * static_cast<double>(thin - 1) * row.bin_hz;
      row.bin_hz *= static_cast<double>(thin);
    }
    --wanted_;
    const std::scoped_lock lock(mutex_);
    newest_ = std::move(row);
  }
  bool watched() const { return wanted_ > 0; }
  std::optional<SpectrumSnapshot> newest() const {
    wanted_ = kRowsPerLook;
    const std::scoped_lock lock(mutex_);
    return newest_;
  }

 private:
  mutable std::mutex mutex_;
  std::optional<SpectrumSnapshot> newest_;
  mutable std::atomic<int> wanted_ = 0;
};

/// A registered cell that should be heard here, and how it is.
struct Beacon {
  std::string cell;  ///< "452-04 lte 1575"
  double expected_dbm = 0.0;
  std::optional<double> heard_dbm;  ///< nothing: not heard
};

class SiteView {
 public:
  virtual ~SiteView() = default;
  virtual wire::pb::Status status() const = 0;
  virtual std::optional<SpectrumSnapshot> spectrum() const = 0;
  /// Noise floor of the newest dwells, dBFS in 1 MHz; nothing before the first.
  virtual std::optional<double> floor_dbfs() const = 0;
  virtual std::vector<Beacon> beacons() const = 0;
  virtual bool connected() const = 0;  ///< to the broker
  /// From a report handed over to the gateway's word that it has it; the newest one.
  virtual std::optional<double> round_trip_s() const = 0;
};

}  // namespace sb::node
