#pragma once
// What `songbien-node scan` was asked for.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dsp/core/detection.hpp"
#include "node/pipeline/detectors.hpp"

namespace sb::node {

enum class ScanFormat { kJson, kTable };
enum class Language { kVietnamese, kEnglish };

struct ScanOptions {
  std::string input;
  ScanFormat format = ScanFormat::kTable;
  Language language = Language::kVietnamese;
  std::vector<dsp::Rat> rats;      ///< empty: every one this version has
  std::vector<DetectKind> detect;  ///< empty: likewise everything
  std::optional<double> duration_s, frequency_hz, sample_rate_hz, gain_db;
  std::filesystem::path memory;  ///< Detector::remember_in(); empty: nothing is kept
  int windows = 16;              ///< of at most 170 ms, spread over a recording; 0 looks at every sample
  std::string pcap;              ///< file for the messages of LTE cells; empty: none
  bool progress = false;         ///< on the error stream
};

}  // namespace sb::node
