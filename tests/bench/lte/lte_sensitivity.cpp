// Measures the sensitivity table of the LTE receiver end to end (samples in, cells out), with seeded trials.
// Figures: docs/performance/lte-sensitivity.md.
#include <cstdio>
#include <regex>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "tests/bench/lte/trial.hpp"
#include "tests/support/binomial_bound.hpp"

namespace {

using sb::bench::Row;
using sb::dsp::DecodeLevel;
using sb::dsp::synth::FadingProfile;

constexpr auto kSync = DecodeLevel::kSync;
constexpr auto kMib = DecodeLevel::kMib;
constexpr auto kSib1 = DecodeLevel::kSystemInformation;
/// 25 PRB in three times the search's rate.
constexpr double kWideHz = 5.76e6;

constexpr Row kRows[] = {
    {"pci 80 ms", kSync, -13.5, 0.080},
    {"pci 640 ms", kSync, -19.0, 0.640},
    {"mib 40 ms", kMib, -12.0, 0.040},
    {"mib 160 ms", kMib, -16.0, 0.160},
    {"sib1 80 ms", kSib1, -7.0, 0.080, kWideHz, 25},
    {"sib1 320 ms", kSib1, -10.0, 0.320, kWideHz, 25},
    {"sib1 epa5 170 ms", kSib1, -1.0, 0.170, kWideHz, 25, 2, FadingProfile::kEpa, 5.0},
    {"sib1 eva70 170 ms", kSib1, -3.0, 0.170, kWideHz, 25, 2, FadingProfile::kEva, 70.0},
    {"pci 80 ms, 50 kHz and 30 ppm", kSync, -13.5, 0.080, 1.92e6, 6, 2, FadingProfile::kNone, 0.0, 50e3,
     30.0},
    {"mib 80 ms, 50 kHz and 30 ppm", kMib, -12.0, 0.080, 1.92e6, 6, 2, FadingProfile::kNone, 0.0, 50e3, 30.0},
};

struct Options {
  std::string rows = ".";
  std::vector<double> above_goal = {0.0};
  int trials = 50;
  std::uint64_t seed = 1;
  std::string nothing;
};

void measure(const Row& row, double snr_db, const Options& options) {
  int heard = 0;
  int wrong = 0;
  int others = 0;
  double cpu_s = 0.0;
  for (int t = 0; t < options.trials; ++t) {
    const auto outcome =
        sb::bench::try_row(row, snr_db, options.seed * 1'000'003U + static_cast<unsigned>(t));
    heard += outcome.heard ? 1 : 0;
    wrong += outcome.wrong ? 1 : 0;
    others += outcome.others;
    cpu_s += outcome.cpu_s;
  }
  const int missed = options.trials - heard;
  std::printf("| %-28.*s | %+5.1f | %+5.1f | %4d / %-4d | %5.1f .. %5.1f | %d | %d | %6.1f |\n",
              static_cast<int>(row.name.size()), row.name.data(), row.goal_db, snr_db, heard, options.trials,
              100.0 * (1.0 - sb::tests::upper_bound(missed, options.trials)),
              100.0 * sb::tests::upper_bound(heard, options.trials), wrong, others,
              1e3 * cpu_s / options.trials);
  std::fflush(stdout);
}

void measure_table(const Options& options) {
  std::printf("| row | goal dB | SNR dB | heard | 99%% bounds, %% | wrong | ghosts | CPU ms |\n");
  std::printf("|---|---|---|---|---|---|---|---|\n");
  const std::regex wanted(options.rows);
  for (const Row& row : kRows) {
    if (!std::regex_search(row.name.begin(), row.name.end(), wanted)) continue;
    for (const double above : options.above_goal) measure(row, row.goal_db + above, options);
  }
}

int measure_nothing(const Options& options) {
  const auto what = sb::bench::nothing_named(options.nothing);
  if (!what) {
    std::fprintf(stderr, "lte_sensitivity: --nothing is noise, ofdm or offset, not '%s'\n",
                 options.nothing.c_str());
    return 2;
  }
  int blocks_with_ghost = 0;
  double cpu_s = 0.0;
  for (int t = 0; t < options.trials; ++t) {
    const auto outcome = sb::bench::try_nothing(*what, options.seed * 1'000'003U + static_cast<unsigned>(t));
    blocks_with_ghost += outcome.others > 0 ? 1 : 0;
    cpu_s += outcome.cpu_s;
  }
  std::printf(
      "%s: %d of %d blocks of 160 ms (%.0f s of air) held a ghost; rate below %.2e (99 %%); CPU %.1f ms\n",
      options.nothing.c_str(), blocks_with_ghost, options.trials, 0.16 * options.trials,
      sb::tests::upper_bound(blocks_with_ghost, options.trials), 1e3 * cpu_s / options.trials);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Sensitivity of the LTE receiver over seeded trials");
  app.add_option("--rows", options.rows, "regular expression of rows");
  app.add_option("--above", options.above_goal, "decibels above each row's goal")->delimiter(',');
  app.add_option("--trials", options.trials, "of each point")->check(CLI::PositiveNumber);
  app.add_option("--seed", options.seed);
  app.add_option("--nothing", options.nothing, "blocks without a cell instead: noise, ofdm, offset (35 kHz)");
  CLI11_PARSE(app, argc, argv);
  if (!options.nothing.empty()) return measure_nothing(options);
  measure_table(options);
  return 0;
}
