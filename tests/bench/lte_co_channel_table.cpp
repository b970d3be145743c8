// How far under another cell a cell is still found and read: prints the table of
// docs/performance/lte-cochannel.md.
//   lte_co_channel_table [trials=N] [below=12,16,20] [load=0,0.6] [same=0|1] [sync=0|1] [prb=6] [ms=80]
//                        [ports=2] [snr=25] [fading=none|epa|eva] [rate=1.92e6] [seed=1] [layers=1|2]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "dsp/cell/lte/receiver.hpp"
#include "tests/support/binomial_bound.hpp"
#include "tests/support/co_channel_scene.hpp"

namespace {

using Options = std::map<std::string, std::string>;

std::vector<double> numbers(const std::string& text) {
  std::vector<double> all;
  std::istringstream in(text);
  for (std::string one; std::getline(in, one, ',');) all.push_back(std::atof(one.c_str()));
  return all;
}

struct Count {
  int pci = 0, mib = 0, sib1 = 0, strong = 0, ghosts = 0;
  double level_error_db = 0.0;
  double cpu_s = 0.0;
};

/// Fading is drawn anew for every five trials.
constexpr int kTrialsPerChannel = 5;

void run(const sb::tests::CoChannelScene& scene, double below_db, int trials, std::uint64_t first_seed,
         Count& count) {
  sb::dsp::lte::ReceiverOptions options;
  options.max_cfo_hz = 5e3;
  for (int t = 0; t < trials; ++t) {
    const auto samples = scene.draw(below_db, first_seed + static_cast<std::uint64_t>(t));
    sb::dsp::IqBlock block;
    block.samples = samples;
    block.sample_rate_hz = scene.setup().rate_hz;
    const std::clock_t begin = std::clock();
    const auto cells = sb::dsp::lte::Receiver(options).scan(block);
    count.cpu_s += static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    for (const auto& cell : cells) {
      if (cell.physical_id == scene.setup().strong_pci) {
        count.strong += cell.level == sb::dsp::DecodeLevel::kSystemInformation ? 1 : 0;
      } else if (cell.physical_id == scene.setup().weak_pci) {
        ++count.pci;
        count.mib += cell.level >= sb::dsp::DecodeLevel::kMib ? 1 : 0;
        count.sib1 += cell.level == sb::dsp::DecodeLevel::kSystemInformation &&
                              cell.tac == scene.setup().weak_pci + 1000U
                          ? 1
                          : 0;
        count.level_error_db += static_cast<double>(cell.under_db) - below_db;
      } else {
        ++count.ghosts;
      }
    }
  }
}

Count run_all(sb::tests::CoChannelSetup setup, double below_db, int trials, std::uint64_t seed) {
  Count count;
  const bool fades = setup.fading != sb::dsp::synth::FadingProfile::kNone;
  const int at_once = fades ? kTrialsPerChannel : trials;
  for (int t = 0; t < trials; t += at_once) {
    setup.channel_seed = seed + static_cast<std::uint64_t>(t);
    run(sb::tests::CoChannelScene(setup), below_db, std::min(at_once, trials - t), setup.channel_seed, count);
  }
  return count;
}

void print_row(const sb::tests::CoChannelSetup& setup, double below_db, int trials, const Count& c) {
  const auto rate = [&](int hits) {
    return 100.0 * (1.0 - sb::tests::upper_bound(trials - hits, trials, 0.95));
  };
  std::printf(
      "| %s | %s | %.0f %% | -%.0f | %d | %d (>= %.0f %%) | %d | %d (>= %.0f %%) | %d | %+.1f | %d | %.0f "
      "|\n",
      setup.strong_pci % 3 == setup.weak_pci % 3 ? "same" : "other", setup.synchronous ? "yes" : "no",
      100.0 * setup.load, below_db, trials, c.pci, rate(c.pci), c.mib, c.sib1, rate(c.sib1), c.strong,
      c.pci > 0 ? c.level_error_db / c.pci : 0.0, c.ghosts, 1e3 * c.cpu_s / trials);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  Options options{{"trials", "20"}, {"below", "12,16,20"}, {"load", "0,0.6"},  {"same", "0,1"},
                  {"sync", "0,1"},  {"prb", "6"},          {"ms", "80"},       {"ports", "2"},
                  {"snr", "25"},    {"fading", "none"},    {"rate", "1.92e6"}, {"seed", "1"},
                  {"layers", "1"}};
  for (int i = 1; i < argc; ++i) {
    const std::string text = argv[i];
    options[text.substr(0, text.find('='))] = text.substr(text.find('=') + 1);
  }
  std::puts(
      "| N_ID_2 | sync | load | weak dB | trials | PCI | MIB | SIB1 | strong SIB1 | level err dB | ghosts | "
      "CPU ms |");
  std::puts("|---|---|---|---|---|---|---|---|---|---|---|---|");
  const int trials = std::atoi(options["trials"].c_str());
  for (const double load : numbers(options["load"])) {
    for (const double same : numbers(options["same"])) {
      for (const double sync : numbers(options["sync"])) {
        sb::tests::CoChannelSetup setup;
        setup.weak_pci = same != 0.0 ? 274 : 257;
        setup.synchronous = sync != 0.0;
        setup.load = load;
        setup.bandwidth_prb = static_cast<std::uint16_t>(std::atoi(options["prb"].c_str()));
        setup.ports = static_cast<std::uint8_t>(std::atoi(options["ports"].c_str()));
        setup.seconds = std::atof(options["ms"].c_str()) * 1e-3;
        setup.layers = std::atoi(options["layers"].c_str());
        setup.snr_db = std::atof(options["snr"].c_str());
        setup.rate_hz = std::atof(options["rate"].c_str());
        if (options["fading"] == "epa") setup.fading = sb::dsp::synth::FadingProfile::kEpa;
        if (options["fading"] == "eva") setup.fading = sb::dsp::synth::FadingProfile::kEva;
        if (setup.fading != sb::dsp::synth::FadingProfile::kNone) setup.doppler_hz = 5.0;
        for (const double below : numbers(options["below"]))
          print_row(setup, below, trials,
                    run_all(setup, below, trials, std::strtoull(options["seed"].c_str(), nullptr, 10)));
      }
    }
  }
}
