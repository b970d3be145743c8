#pragma once
// A site without a radio: every reading is what a test says.
#include <atomic>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <string>

#include <unistd.h>

#include "node/health/site_view.hpp"
#include "node/source/clock.hpp"

namespace sb::node::testing {

class FakeSite final : public SiteView {
 public:
  FakeSite() {
    status_.set_node_id("lc-07");
    auto& receiver = *status_.mutable_receiver();
    receiver.set_source("soapy:driver=rtlsdr");
    receiver.set_sample_rate_hz(1.92e6);
    receiver.set_samples(1'000'000);
    status_.mutable_box()->set_supply_v(12.4F);
    status_.mutable_box()->set_temperature_c(41.5F);
    status_.mutable_box()->set_pps_jitter_ns(80.0F);
    status_.mutable_calibration()->set_clock_ppb(310.0F);
    status_.mutable_calibration()->set_clock_sigma_ppb(12.0F);
    status_.set_time_quality(wire::pb::TIME_QUALITY_GNSS);
    status_.set_disk_free_bytes(24ULL << 30U);
    beacons_ = {{"452-04 lte 1575", -92.0, -94.5}};
  }

  wire::pb::Status status() const override {
    const std::scoped_lock lock(mutex_);
    return status_;
  }
  std::optional<SpectrumSnapshot> spectrum() const override { return tap.newest(); }
  std::optional<double> floor_dbfs() const override {
    const std::scoped_lock lock(mutex_);
    return floor_dbfs_;
  }
  std::vector<Beacon> beacons() const override {
    const std::scoped_lock lock(mutex_);
    return beacons_;
  }
  bool connected() const override { return connected_; }
  std::optional<double> round_trip_s() const override {
    return connected_ ? std::optional(0.42) : std::nullopt;
  }

  template <typename Change>
  void change(Change work) {
    const std::scoped_lock lock(mutex_);
    work(*this);
  }

  SpectrumTap tap;
  std::atomic<bool> connected_{true};
  wire::pb::Status status_;
  std::optional<double> floor_dbfs_ = -78.0;
  std::vector<Beacon> beacons_;

 private:
  mutable std::mutex mutex_;
};

/// Time that a test moves.
class FakeClock final : public Clock {
 public:
  std::int64_t utc_ns() const override { return 1'795'348'800'000'000'000 + now_ns; }
  std::int64_t steady_ns() const override { return now_ns; }
  dsp::TimeQuality quality() const override { return {}; }
  void sleep_ns(std::int64_t) const override {}
  std::atomic<std::int64_t> now_ns{1'000'000'000};
};

class Scratch {
 public:
  Scratch() {
    static std::atomic<int> count = 0;
    path = std::filesystem::temp_directory_path() /
           ("songbien-site-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
    std::filesystem::create_directories(path);
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::filesystem::path path;
};

/// Bytes that stand for a photo.
inline std::string jpeg() {
  return std::string("\xFF\xD8\xFF\xE0 not much of a picture", 26);
}

inline const std::string kForm =
    R"({"commune_code":"02647","mast":"Cột BTS 42 m, VNPT","antenna":"Yagi 8 dBi","antenna_height_m":38,"azimuth_deg":350,)"
    R"("cable_m":12.5,"cable_loss_db":2.1,"technician":"Nguyễn Văn A","remarks":""})";

}  // namespace sb::node::testing
