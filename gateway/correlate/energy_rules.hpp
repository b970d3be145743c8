#pragma once
// What energy without an identity is: the rules for emissions and jamming, pure functions like those of
// rules.hpp. A detector measures and blames nobody; here the spectrum's use, the licences and the carriers'
// registries decide.
#include <vector>

#include "gateway/correlate/rules.hpp"
#include "gateway/registry/licence.hpp"
#include "models/bandplan/spectrum_use.hpp"

namespace sb::gateway {

struct EmissionFacts {
  const HeardEmission& emission;
  models::UsedBand use;
  LicenceComparison licence;
  bool licences_loaded = false;        ///< any licence at all: without one nothing is "unlicensed"
  std::vector<std::string> suffering;  ///< carriers with a registered cell on this spectrum near the node
};

/// Kind "unlicensed_emission", "interference", "repeater", "foreign_service_use", or none. registry_missing:
/// only a licence table could tell.
Judgement judge(const EmissionFacts& facts);

struct JammingFacts {
  const HeardJamming& jamming;
  models::UsedBand use;
};

/// Always of kind "jamming": that it is one, the detector has measured (its error rate is the observation's
/// confidence).
Judgement judge(const JammingFacts& facts);

/// The emission speaks a cellular system, which the cell receivers judge.
bool is_cellular_label(std::string_view label);

}  // namespace sb::gateway
