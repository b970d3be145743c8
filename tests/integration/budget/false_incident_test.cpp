// The promise of at most one false incident a week for thirty nodes, as far as it can be counted: the whole
// chain from samples to incidents over air that holds none. Short form in every build. Long form, whose
// figures stand in docs/performance/spectrum.md:
//   SB_BUDGET_S=900 false_incident_budget          seconds of every kind of air, and every capture whole
//   SB_BUDGET_S=900 SB_BUDGET_SEED=2 ...           other sites
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>

#include <boost/math/distributions/chi_squared.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "dsp/cell/lte/receiver.hpp"
#include "dsp/detect/emission_scan.hpp"
#include "models/bandplan/spectrum_use.hpp"
#include "tests/integration/budget/air.hpp"
#include "tests/integration/budget/province.hpp"
#include "tests/support/sigmf_capture.hpp"

namespace sb::budget {
namespace {

constexpr double kWeekOfThirty_h = 30.0 * 168.0;
constexpr double kSite_s = 60.0;  // then another site: what is remembered begins anew

double from_environment(const char* name, double otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtod(text, nullptr) : otherwise;
}

bool is_long() {
  return std::getenv("SB_BUDGET_S") != nullptr;
}

/// The rate of a Poisson process is below this with 95 %, events counted over an exposure of one.
double upper_bound(std::size_t events) {
  return 0.5 * boost::math::quantile(
                   boost::math::chi_squared_distribution<>(2.0 * static_cast<double>(events) + 2.0), 0.95);
}

void print(std::string_view what, double heard_s, const Counted& counted) {
  const double hours = heard_s / 3600.0;
  std::cout << fmt::format(
      "{:<10} {:8.1f} s heard, {:6} findings, {} false incidents; 95 %: below {:.1f} a node-hour, {:.0f} a "
      "week of thirty nodes\n",
      what, heard_s, counted.findings, counted.incidents.size(),
      upper_bound(counted.incidents.size()) / hours,
      upper_bound(counted.incidents.size()) / hours * kWeekOfThirty_h);
  std::map<std::string, int> kinds;
  for (const auto& incident : counted.incidents) ++kinds[incident.substr(0, incident.find_last_of('.'))];
  for (const auto& [incident, count] : kinds)
    std::cout << "           " << count << " x " << incident << '\n';
}

class Ordinary : public ::testing::TestWithParam<Air> {};

TEST_P(Ordinary, AirOpensNoIncident) {
  const double wanted_s = from_environment("SB_BUDGET_S", 2.0);
  auto seed = static_cast<std::uint64_t>(1'000'000.0 * from_environment("SB_BUDGET_SEED", 1.0));
  Counted all;
  double heard_s = 0.0;
  while (heard_s < wanted_s) {
    Site site(GetParam(), seed++);
    Province province;
    for (double at_s = 0.0; at_s < kSite_s && heard_s < wanted_s;
         at_s += Site::kBlockS, heard_s += Site::kBlockS) {
      const auto heard = site.next();
      province.hear(heard.block, heard.cells);
    }
    const Counted counted = province.counted();
    all.findings += counted.findings;
    all.incidents.insert(all.incidents.end(), counted.incidents.begin(), counted.incidents.end());
  }
  print(name_of(GetParam()), heard_s, all);
  EXPECT_TRUE(all.incidents.empty()) << all.incidents.front();
}

INSTANTIATE_TEST_SUITE_P(Budget, Ordinary, ::testing::ValuesIn(kAllAir));

/// What stands behind the extrapolation: blocks of noise that show anything, at designs that can be counted.
TEST(Ladder, NoiseBlocksShowSomethingNoMoreOftenThanByDesign) {
  const double wanted_s = from_environment("SB_BUDGET_S", 10.0);
  constexpr std::array<double, 3> kDesign{0.1, 0.01, 0.001};
  std::vector<std::unique_ptr<dsp::EmissionScan>> scans;
  for (const double design : kDesign) {
    dsp::EmissionSettings settings;
    settings.strong_false_alarm = settings.weak_false_alarm = design;
    scans.push_back(std::make_unique<dsp::EmissionScan>(1.92e6, settings));
  }
  std::array<int, 3> events{};
  int blocks = 0;
  Site site(Air::kNoise, 4'000'000);
  for (; blocks * Site::kBlockS < wanted_s; ++blocks) {
    const auto heard = site.next();
    for (std::size_t k = 0; k < scans.size(); ++k)
      events[k] += static_cast<int>(!scans[k]->look(heard.block).empty());
  }
  for (std::size_t k = 0; k < kDesign.size(); ++k) {
    const double expected = kDesign[k] * blocks;
    std::cout << fmt::format("design {:g} a block: {} of {} blocks, {:.2f} of design\n", kDesign[k],
                             events[k], blocks, events[k] / expected);
    EXPECT_LT(events[k], 1.5 * expected + 6.0);
  }
}

/// Emitters are in the captures; what they must not become is an accusation of jamming, nor a finding where
/// base stations alone are.
TEST(Captures, OffTheAirOpenNoFalseIncident) {
  const auto truth = test::read_truth(std::filesystem::path(SB_CORPUS_DIR) / "real");
  if (truth.empty()) GTEST_SKIP() << "no corpus at " << SB_CORPUS_DIR;
  constexpr double kWindow_s = 0.17;
  Counted all;
  double heard_s = 0.0;
  const std::size_t step = is_long() ? 1 : 6;
  for (std::size_t i = 0; i < truth.size(); i += step) {
    const auto capture = test::read_sigmf(truth[i].meta);
    if (capture.sample_rate_hz <= 0.0) continue;
    Province province;
    const auto length = static_cast<std::size_t>(kWindow_s * capture.sample_rate_hz);
    const std::size_t most = is_long() ? capture.samples.size() : 2 * length;
    for (std::size_t first = 0; first + 4096 < std::min(most, capture.samples.size()); first += length) {
      dsp::IqBlock block = capture.block();
      block.samples = block.samples.subspan(first, std::min(length, block.samples.size() - first));
      block.first_sample = first;
      std::vector<dsp::CellEvidence> cells;
      if (!truth[i].cells.empty() && truth[i].cells[0].rat == "lte") cells = dsp::lte::Receiver().scan(block);
      province.hear(block, cells);
      heard_s += static_cast<double>(block.samples.size()) / block.sample_rate_hz;
    }
    const Counted counted = province.counted();
    all.findings += counted.findings;
    for (const auto& incident : counted.incidents) {
      const auto use = models::spectrum_use(capture.centre_hz, capture.centre_hz).use;
      const bool accuses = incident.starts_with("jamming") || use == models::SpectrumUse::kCellularDownlink;
      std::cout << truth[i].name << ": " << incident
                << (accuses ? "" : "  (an emitter without a licence here)") << '\n';
      if (accuses) all.incidents.push_back(truth[i].name + ": " + incident);
    }
  }
  print("captures", heard_s, all);
  EXPECT_TRUE(std::ranges::none_of(all.incidents,
                                   [](const auto& i) { return i.find("jamming") != std::string::npos; }));
}

}  // namespace
}  // namespace sb::budget
