// A SigMF recording of one seeded cell, for tests of the whole system:
//   make_recording OUT.sigmf-meta PLMN TAC CELL_ID PCI PRB FREQUENCY_HZ SAMPLE_RATE_HZ SECONDS SEED
// The file is ci8, as most receivers of the field give it.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "dsp/synth/scene.hpp"
#include "models/bandplan/lte_bands.hpp"

namespace {

using namespace sb;  // NOLINT: a program of one file

dsp::synth::SceneConfig scene_of(char** argument) {
  dsp::synth::SceneCell heard;
  heard.cell.plmns = {models::parse_plmn(argument[2]).value()};
  heard.cell.tac = static_cast<std::uint16_t>(std::atoi(argument[3]));
  heard.cell.cell_identity = static_cast<std::uint32_t>(std::atol(argument[4]));
  heard.cell.pci = static_cast<std::uint16_t>(std::atoi(argument[5]));
  heard.cell.bandwidth_prb = static_cast<std::uint16_t>(std::atoi(argument[6]));
  heard.frequency_hz = std::atof(argument[7]);
  if (const auto channel = models::lte_earfcn(heard.frequency_hz))
    heard.cell.band = models::lte_band_of(*channel)->number;
  heard.rsrp_dbfs = -45.0;
  heard.cfo_hz = 350.0;
  heard.delay_s = 3.3e-3;
  dsp::synth::SceneConfig scene;
  scene.cells = {heard};
  scene.noise_dbfs_per_hz = -45.0 - 20.0 - 41.8;  // 20 dB under a reference element in 15 kHz
  scene.seed = static_cast<std::uint64_t>(std::atoll(argument[10]));
  return scene;
}

void write_meta(const std::string& path, double frequency_hz, double sample_rate_hz) {
  const nlohmann::json meta = {{"global",
                                {{"core:datatype", "ci8"},
                                 {"core:version", "1.0.0"},
                                 {"core:sample_rate", sample_rate_hz},
                                 {"core:description", "synthetic cell of tests/system"}}},
                               {"captures", {{{"core:sample_start", 0}, {"core:frequency", frequency_hz}}}},
                               {"annotations", nlohmann::json::array()}};
  std::ofstream(path) << meta.dump(1) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 11) return std::fprintf(stderr, "make_recording: ten arguments, see the source\n"), 2;
  const std::string meta_path = argv[1];
  const double frequency_hz = std::atof(argv[7]);
  const double sample_rate_hz = std::atof(argv[8]);
  dsp::synth::Scene scene(scene_of(argv));
  std::vector<dsp::cf32> samples(static_cast<std::size_t>(std::lround(sample_rate_hz * std::atof(argv[9]))));
  scene.render(frequency_hz, sample_rate_hz, 0, samples);
  std::vector<signed char> octets;
  octets.reserve(2 * samples.size());
  const auto quantise = [](float x) {
    return static_cast<signed char>(std::clamp(std::lround(x * 127.0F), -128L, 127L));
  };
  for (const auto& x : samples) {
    octets.push_back(quantise(x.real()));
    octets.push_back(quantise(x.imag()));
  }
  std::string data_path = meta_path;
  data_path.replace(data_path.rfind("-meta"), 5, "-data");
  std::ofstream(data_path, std::ios::binary)
      .write(reinterpret_cast<const char*>(octets.data()), static_cast<std::streamsize>(octets.size()));
  write_meta(meta_path, frequency_hz, sample_rate_hz);
  return 0;
}
