#pragma once
// Reads the corpus: SigMF recordings and their truth. Tests only; the node has its own reader.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dsp/core/iq_block.hpp"

namespace sb::test {

struct SigmfCapture {
  std::vector<dsp::cf32> samples;
  double sample_rate_hz = 0.0;  ///< 0: the recording does not say
  double centre_hz = 0.0;

  dsp::IqBlock block() const {
    dsp::IqBlock block;
    block.samples = samples;
    block.sample_rate_hz = sample_rate_hz;
    block.centre_hz = centre_hz;
    return block;
  }
};

/// cf32_le, ci16_le, ci8 and cu8. Throws std::runtime_error with the path where something is off.
SigmfCapture read_sigmf(const std::filesystem::path& meta);

struct TrueCell {
  std::string rat;
  int pci = -1;
  std::string expect;  ///< sync mib sib1 note
  std::optional<int> bandwidth_prb;
  std::optional<int> ports;
  std::optional<double> cfo_hz;
  std::optional<double> frequency_hz;
  std::optional<std::string> duplex;
  std::vector<std::string> plmns;
  std::optional<unsigned> tac;
  std::optional<unsigned> cell_id;
};

struct TrueCapture {
  std::string name;
  std::filesystem::path meta;
  bool exhaustive = false;  ///< every cell of the capture is listed
  std::vector<TrueCell> cells;
};

/// truth.json of a corpus folder; empty where the folder is absent.
std::vector<TrueCapture> read_truth(const std::filesystem::path& folder);

}  // namespace sb::test
