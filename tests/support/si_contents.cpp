#include "tests/support/si_contents.hpp"

#include <algorithm>
#include <array>
#include <random>

namespace sb::tests {
namespace {

using dsp::PhysicalIdRange;
using namespace dsp::synth;

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}
  int number(int low, int high, int step = 1) {
    return low + step * std::uniform_int_distribution<int>(0, (high - low) / step)(engine_);
  }
  bool coin() { return number(0, 1) == 1; }
  template <std::size_t N>
  int of(const std::array<int, N>& values) {
    return values[static_cast<std::size_t>(number(0, static_cast<int>(N) - 1))];
  }
  template <typename T = int>
  std::optional<T> maybe(int low, int high, int step = 1) {
    const int value = number(low, high, step);
    return coin() ? std::optional(static_cast<T>(value)) : std::nullopt;
  }
  std::uint16_t small(int high) { return static_cast<std::uint16_t>(number(0, high)); }

 private:
  std::mt19937_64 engine_;
};

std::vector<std::uint16_t> ids(Draw& draw) {
  std::vector<std::uint16_t> list(static_cast<std::size_t>(draw.number(0, 16)));
  for (auto& id : list) id = draw.small(503);
  return list;
}

std::vector<PhysicalIdRange> ranges(Draw& draw) {
  constexpr std::array<int, 15> kCounts{1, 4, 8, 12, 16, 24, 32, 48, 64, 84, 96, 128, 168, 252, 504};
  std::vector<PhysicalIdRange> list(static_cast<std::size_t>(draw.number(0, 4)));
  for (auto& range : list) range = {draw.small(503), static_cast<std::uint16_t>(draw.of(kCounts))};
  return list;
}

Sib2Content sib2(Draw& draw) {
  constexpr std::array<int, 6> kWidths{6, 15, 25, 50, 75, 100};
  Sib2Content c;
  c.reference_signal_power_dbm = draw.number(-60, 50);
  c.ul_channel = draw.maybe<std::uint16_t>(18000, 24149);
  if (draw.coin()) c.ul_bandwidth_prb = static_cast<std::uint8_t>(draw.of(kWidths));
  c.access_barring = draw.coin();
  c.mbsfn_allocations = draw.coin() ? draw.number(1, 8) : 0;
  return c;
}

Sib3Content sib3(Draw& draw) {
  constexpr std::array<int, 16> kHysteresis{0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24};
  Sib3Content c;
  c.q_hyst_db = draw.of(kHysteresis);
  c.s_non_intra_search_db = draw.maybe(0, 62, 2);
  c.thresh_serving_low_db = draw.number(0, 62, 2);
  c.priority = draw.number(0, 7);
  c.q_rx_lev_min_dbm = draw.number(-140, -44, 2);
  c.s_intra_search_db = draw.maybe(0, 62, 2);
  c.t_reselection_s = draw.number(0, 7);
  c.later_release = draw.coin();
  return c;
}

EutraContent eutra(Draw& draw) {
  EutraContent c;
  c.channel = draw.small(45589);
  c.q_rx_lev_min_dbm = draw.number(-140, -44, 2);
  c.thresh_high_db = draw.number(0, 62, 2);
  c.thresh_low_db = draw.number(0, 62, 2);
  c.priority = draw.maybe(0, 7);
  c.neighbours = ids(draw);
  c.barred = ranges(draw);
  return c;
}

UtraContent utra(Draw& draw) {
  UtraContent c;
  c.channel = draw.small(16383);
  c.q_rx_lev_min_dbm = draw.number(-119, -25, 2);
  c.thresh_high_db = draw.number(0, 62, 2);
  c.thresh_low_db = draw.number(0, 62, 2);
  c.priority = draw.maybe(0, 7);
  return c;
}

GeranContent geran(Draw& draw) {
  GeranContent c;
  c.first_channel = draw.small(1023);
  c.spelling = static_cast<ArfcnSpelling>(draw.number(0, 2));
  const int spacing = draw.number(1, 8);
  int at = c.first_channel;
  for (int n = draw.number(1, 15); n > 0; --n) {
    at += c.spelling == ArfcnSpelling::kEquallySpaced ? spacing : draw.number(1, 8);
    c.following.push_back(static_cast<std::uint16_t>(at % 1024));
  }
  c.q_rx_lev_min_dbm = draw.number(-115, -25, 2);
  c.thresh_high_db = draw.number(0, 62, 2);
  c.thresh_low_db = draw.number(0, 62, 2);
  c.priority = draw.maybe(0, 7);
  return c;
}

}  // namespace

SiContent random_si(std::uint64_t seed) {
  Draw draw(seed);
  SiContent c;
  if (draw.coin()) c.sib2 = sib2(draw);
  if (draw.coin()) c.sib3 = sib3(draw);
  if (draw.coin()) c.sib4 = Sib4Content{ids(draw), ranges(draw)};
  if (draw.coin()) {
    for (int n = draw.number(1, 8); n > 0; --n) c.eutra.push_back(eutra(draw));
  }
  if (draw.coin()) {
    for (int n = draw.number(1, 16); n > 0; --n) c.utra.push_back(utra(draw));
  }
  c.geran.emplace();
  for (int n = draw.number(0, 4); n > 0; --n) c.geran->push_back(geran(draw));
  return c;
}

}  // namespace sb::tests
