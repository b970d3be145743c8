#pragma once
// The contract's words for what the mathematics calls by enumerators.
#include <array>
#include <string_view>
#include <utility>

#include "dsp/core/detection.hpp"
#include "node/scan/scan_options.hpp"

namespace sb::node {

struct RatWords {
  dsp::Rat rat;
  std::string_view word;                    ///< "lte"
  std::string_view identity;                ///< key of the physical identity: "pci"
  std::array<std::string_view, 3> decoded;  ///< by DecodeLevel
  std::string_view area;                    ///< "tac" or "lac"
};

inline constexpr std::array<RatWords, 5> kRatWords{{
    {dsp::Rat::kLte, "lte", "pci", {"sync", "mib", "sib1"}, "tac"},
    {dsp::Rat::kNr, "nr", "pci", {"sync", "mib", "sib1"}, "tac"},
    {dsp::Rat::kGsm, "gsm", "bsic", {"sync", "sch", "si3"}, "lac"},
    {dsp::Rat::kUmts, "umts", "psc", {"sync", "mib", "sib1"}, "lac"},
    {dsp::Rat::kNbIot, "nbiot", "npci", {"sync", "mib", "sib1"}, "tac"},
}};

constexpr const RatWords& words_of(dsp::Rat rat) {
  for (const RatWords& words : kRatWords) {
    if (words.rat == rat) return words;
  }
  return kRatWords[0];
}

constexpr std::string_view word_of(dsp::JammingKind kind) {
  constexpr std::array<std::string_view, 6> kWords{"barrage", "tone",  "multitone",
                                                   "sweep",   "pulse", "protocol"};
  return kWords[static_cast<std::size_t>(kind)];
}

inline constexpr std::array<std::pair<DetectKind, std::string_view>, 3> kDetectWords{{
    {DetectKind::kCells, "cells"},
    {DetectKind::kEmissions, "emissions"},
    {DetectKind::kJamming, "jamming"},
}};

}  // namespace sb::node
