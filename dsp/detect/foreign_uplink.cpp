#include "dsp/detect/foreign_uplink.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/bandplan/lte_bands.hpp"

namespace sb::dsp {
namespace {

constexpr double kPrbHz = 180e3;
constexpr std::uint16_t kAssumedPrb = 50;
constexpr std::size_t kMostPairs = 64;
constexpr std::int64_t kHourNs = 3'600'000'000'000;

struct Separation {
  std::uint16_t band;
  double uplink_below_hz;  ///< downlink less uplink
};
// TS 36.101 table 5.7.4-1, default transmit-receive separation.
constexpr std::array<Separation, 22> kSeparations{
    {{1, 190e6}, {2, 80e6},  {3, 95e6},   {4, 400e6},  {5, 45e6},  {7, 120e6}, {8, 45e6},  {10, 400e6},
     {11, 48e6}, {12, 30e6}, {13, -31e6}, {14, -30e6}, {17, 30e6}, {18, 45e6}, {19, 45e6}, {20, -41e6},
     {25, 80e6}, {26, 45e6}, {27, 45e6},  {28, 55e6},  {30, 45e6}, {31, 10e6}}};

bool overlap(double low_a, double high_a, double low_b, double high_b) {
  return low_a < high_b && low_b < high_a;
}

}  // namespace

std::optional<double> lte_uplink_hz(std::uint32_t earfcn) {
  const models::LteBand* band = models::lte_band_of(earfcn);
  const auto downlink_hz = models::lte_frequency_hz(earfcn);
  if (band == nullptr || band->tdd || !downlink_hz) return std::nullopt;
  const auto row = std::ranges::find(kSeparations, band->number, &Separation::band);
  if (row == kSeparations.end()) return std::nullopt;
  return *downlink_hz - row->uplink_below_hz;
}

std::size_t ForeignUplinks::pairs() const {
  return static_cast<std::size_t>(std::ranges::count_if(pairs_, [](const Pair& p) { return !p.ambiguous; }));
}

void ForeignUplinks::heard(const CellEvidence& cell) {
  if (cell.rat != Rat::kLte || !cell.channel || cell.plmns.empty()) return;
  const auto centre_hz = lte_uplink_hz(*cell.channel);
  if (!centre_hz) return;
  const double width_hz = cell.bandwidth_prb.value_or(kAssumedPrb) * kPrbHz;
  const double low_hz = *centre_hz - 0.5 * width_hz;
  const double high_hz = *centre_hz + 0.5 * width_hz;
  if (std::ranges::any_of(cell.plmns, models::is_domestic)) {
    const auto same = [&](const auto& known) { return known.first <= low_hz && high_hz <= known.second; };
    if (domestic_.size() < kMostPairs && std::ranges::none_of(domestic_, same))
      domestic_.emplace_back(low_hz, high_hz);
    for (Pair& pair : pairs_) {
      const double half_hz = 0.5 * pair.width_hz;
      pair.ambiguous =
          pair.ambiguous || overlap(low_hz, high_hz, pair.centre_hz - half_hz, pair.centre_hz + half_hz);
    }
    return;
  }
  const auto known =
      std::ranges::any_of(pairs_, [&](const Pair& p) { return std::abs(p.centre_hz - *centre_hz) < 1.0; });
  if (known || pairs_.size() >= kMostPairs) return;
  const bool ambiguous = std::ranges::any_of(
      domestic_, [&](const auto& theirs) { return overlap(low_hz, high_hz, theirs.first, theirs.second); });
  pairs_.push_back({*centre_hz, width_hz, ambiguous, UplinkActivity(low_hz, high_hz)});
}

std::vector<EmissionEvidence> ForeignUplinks::look(const SpectrumFrame& frame) {
  std::vector<EmissionEvidence> found;
  const double low_hz = frame.f0_hz;
  const double high_hz = frame.frequency_hz(frame.mean.size());
  for (Pair& pair : pairs_) {
    const double half_hz = 0.5 * pair.width_hz;
    if (pair.ambiguous || pair.centre_hz - half_hz < low_hz || pair.centre_hz + half_hz > high_hz) continue;
    pair.activity.add(frame);
    const auto& hours = pair.activity.hours();
    if (hours.size() < 2) continue;
    const UplinkHour& ended = hours[hours.size() - 2];
    if (ended.hour_utc <= pair.told_hour) continue;
    pair.told_hour = ended.hour_utc;
    if (ended.observed_s < settings_.least_observed_s ||
        ended.active_s < settings_.least_share * ended.observed_s)
      continue;
    const double rate_hz = frame.bin_hz * static_cast<double>(frame.mean.size());
    const double now_s = static_cast<double>(frame.first_sample) / rate_hz;
    const double ago_s = static_cast<double>(frame.t0_utc_ns - ended.hour_utc * kHourNs) * 1e-9;
    EmissionEvidence e;
    e.centre_hz = pair.centre_hz;
    e.bandwidth_hz = pair.width_hz;
    e.power_dbfs = static_cast<float>(10.0 * std::log10(std::max(ended.energy / ended.active_s, 1e-20)));
    e.first_s = now_s - ago_s;
    e.last_s = e.first_s + 3600.0;
    e.duty = static_cast<float>(ended.active_s / ended.observed_s);
    e.label = "foreign_service_use";
    e.label_confidence = 1.0F;
    e.confidence = 0.99F;
    found.push_back(std::move(e));
  }
  return found;
}

}  // namespace sb::dsp
