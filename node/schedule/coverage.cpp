#include "node/schedule/coverage.hpp"

#include <algorithm>
#include <cmath>

namespace sb::node {
namespace {

constexpr auto kCells = static_cast<std::size_t>(Coverage::kHighestHz / Coverage::kGridHz);
constexpr auto kPerBand = static_cast<std::size_t>(Coverage::kBandHz / Coverage::kGridHz);
constexpr float kResourceElementHz = 15e3F;

}  // namespace

Coverage::Coverage(const std::vector<Task>& tasks, std::vector<ReferenceCell> beacons, double now_s)
    : grid_(kCells), noise_(kCells / kPerBand), beacons_(std::move(beacons)), beacon_heard_(beacons_.size()) {
  for (const Task& task : tasks) {
    for (const double centre_hz : task.centres_hz) {
      const double half_hz = 0.5 * kUsableBand * task.sample_rate_hz;
      for (Megahertz& each : between(centre_hz - half_hz, centre_hz + half_hz)) each.planned = true;
    }
  }
  for (Megahertz& each : grid_) each.last_s = now_s;
}

/// Those whose middle lies in low .. high.
std::span<Coverage::Megahertz> Coverage::between(double low_hz, double high_hz) {
  const auto index = [](double hz) {
    return static_cast<std::size_t>(
        std::clamp(std::ceil(hz / kGridHz - 0.5), 0.0, static_cast<double>(kCells)));
  };
  const std::size_t first = index(low_hz);
  return std::span(grid_).subspan(first, std::max(index(high_hz), first) - first);
}

void Coverage::looked(const Look& look) {
  const double low_hz = look.centre_hz - 0.5 * look.width_hz;
  const double high_hz = look.centre_hz + 0.5 * look.width_hz;
  for (Megahertz& each : between(low_hz, high_hz)) {
    const auto gap_s = static_cast<float>(look.ended_s - look.duration_s - each.last_s);
    each.longest_gap_s = std::max(each.longest_gap_s, gap_s);
    each.listened_s += static_cast<float>(look.duration_s);
    each.last_s = look.ended_s;
  }
  if (!look.for_cells || look.duration_s < kDetectableDwellS || !std::isfinite(look.noise_dbfs_hz)) return;
  const float detectable_dbfs =
      look.noise_dbfs_hz + 10.0F * std::log10(kResourceElementHz) + kDetectableSnrDb;
  const auto last = std::min(static_cast<std::size_t>(std::max(high_hz, 0.0) / kBandHz), noise_.size() - 1);
  for (auto i = static_cast<std::size_t>(std::max(low_hz, 0.0) / kBandHz); i <= last; ++i) {
    noise_[i].worst_dbfs = std::max(noise_[i].worst_dbfs, detectable_dbfs);
    if (std::isfinite(look.full_scale_dbm)) {
      noise_[i].worst_dbm = std::max(noise_[i].worst_dbm, detectable_dbfs + look.full_scale_dbm);
    }
  }
}

void Coverage::heard(const dsp::CellEvidence& cell) {
  for (std::size_t i = 0; i < beacons_.size(); ++i) {
    if (beacons_[i].is(cell)) beacon_heard_[i] = true;
  }
}

HourHeard Coverage::close(std::int64_t first_utc_ns, std::int64_t last_utc_ns, double now_s) {
  HourHeard hour{first_utc_ns, last_utc_ns, {}};
  for (std::size_t i = 0; i < noise_.size(); ++i) {
    BandHeard heard = band(i, now_s);
    if (heard.high_hz > heard.low_hz) hour.bands.push_back(heard);
  }
  for (Megahertz& each : grid_) each.listened_s = each.longest_gap_s = 0.0F;
  noise_.assign(noise_.size(), {});
  beacon_heard_.assign(beacon_heard_.size(), false);
  return hour;
}

/// A gap that is still open counts as far as it has come.
BandHeard Coverage::band(std::size_t index, double now_s) {
  BandHeard heard;
  std::size_t planned = 0;
  for (std::size_t i = index * kPerBand; i < (index + 1) * kPerBand; ++i) {
    const Megahertz& each = grid_[i];
    if (!each.planned) continue;
    if (planned++ == 0) heard.low_hz = static_cast<double>(i) * kGridHz;
    heard.high_hz = static_cast<double>(i + 1) * kGridHz;
    heard.listened_s += static_cast<double>(each.listened_s);
    heard.longest_gap_s =
        std::max({heard.longest_gap_s, static_cast<double>(each.longest_gap_s), now_s - each.last_s});
  }
  if (planned == 0) return heard;
  heard.listened_s /= static_cast<double>(planned);
  if (std::isfinite(noise_[index].worst_dbfs)) heard.detectable_dbfs = noise_[index].worst_dbfs;
  if (std::isfinite(noise_[index].worst_dbm)) heard.detectable_dbm = noise_[index].worst_dbm;
  for (std::size_t i = 0; i < beacons_.size(); ++i) {
    if (beacons_[i].frequency_hz < heard.low_hz || beacons_[i].frequency_hz >= heard.high_hz) continue;
    ++heard.beacons_expected;
    if (beacon_heard_[i]) ++heard.beacons_heard;
  }
  return heard;
}

}  // namespace sb::node
