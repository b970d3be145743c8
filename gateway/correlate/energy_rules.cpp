#include "gateway/correlate/energy_rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <nlohmann/json.hpp>

#include "models/bandplan/protected_services.hpp"

namespace sb::gateway {
namespace {

using models::SpectrumUse;
using nlohmann::json;

// Assumed log-likelihood ratios, as in rules.cpp.
constexpr double kJamming = 3.0;      // the detector's own error rate stands in the observation's confidence
constexpr double kProtected = 2.5;    // nothing unknown has any business there
constexpr double kNoLicence = 1.6;    // licence tables lag behind
constexpr double kDeviation = 1.4;    // of a licensed transmitter from its licence
constexpr double kOverlap = 1.6;      // on a registered carrier, and not of its system
constexpr double kUplinkNoise = 1.4;  // steady energy where only phones speak
constexpr double kRepeaterLabel = 2.0;
constexpr double kDect = 1.6;        // named by a classifier
constexpr double kForeignUse = 1.2;  // a phone that roams lawfully looks the same

constexpr double kSteadyDuty = 0.5;
constexpr double kRepeaterWidthHz =
    180e3;  // one LTE resource block: narrower is a carrier, not a repeater's noise

void add(Judgement& judgement, std::string_view rule, const json& measured, const json& expected,
         double ratio) {
  judgement.reasons.push_back({{std::string(rule), 1, measured.dump(), expected.dump()}, ratio});
}

json measured_band(const EmissionFacts& facts) {
  return {{"centre_hz", facts.emission.centre_hz}, {"bandwidth_hz", facts.emission.bandwidth_hz}};
}

bool deviates(const EmissionFacts& facts, Judgement& judgement) {
  if (facts.licence.licence == nullptr) return false;
  for (const auto& deviation : facts.licence.deviations) {
    judgement.kind = "interference";
    add(judgement, deviation.rule, {{"hz", deviation.measured_hz}, {"licence", facts.licence.licence->id}},
        {{"hz", deviation.allowed_hz}}, kDeviation);
  }
  return true;  // licensed, whatever it says
}

bool in_protected_band(const EmissionFacts& facts, Judgement& judgement) {
  if (facts.use.use != SpectrumUse::kProtected) return false;
  judgement.kind = "interference";
  add(judgement, "band.protected", measured_band(facts), {{"service", facts.use.service}}, kProtected);
  return true;
}

/// The node pairs an uplink with a foreign cell that it decodes and tells an hour's energy, nothing finer.
bool uses_foreign_service(const EmissionFacts& facts, Judgement& judgement) {
  if (facts.emission.label != "foreign_service_use" || facts.use.use != SpectrumUse::kCellularUplink)
    return false;
  judgement.kind = "foreign_service_use";
  auto measured = measured_band(facts);
  measured["share_of_hour"] = facts.emission.duty;
  add(judgement, "uplink.foreign", measured, {{"share_of_hour", 0}}, kForeignUse);
  return true;
}

/// Cordless telephones of the Americas stand in the uplink of band 1, on carriers of their own (DECT carriers
/// of 1920 to 1930 MHz, 1.728 MHz apart): a handset's burst that resembles one rarely stands on them too.
bool is_dect_6_0(const EmissionFacts& facts, Judgement& judgement) {
  constexpr double kFirstHz = 1921.536e6;
  constexpr double kStepHz = 1.728e6;
  const double off_hz = std::remainder(facts.emission.centre_hz - kFirstHz, kStepHz);
  const bool on_carrier = models::is_dect_6_0(facts.emission.centre_hz) && std::abs(off_hz) <= 100e3;
  if (facts.emission.label != "dect" || !on_carrier) return false;
  judgement.kind = "interference";
  add(judgement, "uplink.dect", measured_band(facts), {{"service", facts.use.service}}, kDect);
  return true;
}

bool repeats(const EmissionFacts& facts, Judgement& judgement) {
  const bool named = facts.emission.label.find("repeater") != std::string::npos;
  const bool steady_uplink = facts.use.use == SpectrumUse::kCellularUplink &&
                             facts.emission.duty >= kSteadyDuty &&
                             facts.emission.bandwidth_hz >= kRepeaterWidthHz;
  if (!named && !steady_uplink) return false;
  judgement.kind = "repeater";
  if (named) {
    add(judgement, "label.repeater",
        {{"label", facts.emission.label}, {"confidence", facts.emission.label_confidence}},
        {{"label", "a licensed repeater"}}, kRepeaterLabel * facts.emission.label_confidence);
  }
  if (steady_uplink) {
    add(judgement, "uplink.steady",
        {{"duty", facts.emission.duty}, {"bandwidth_hz", facts.emission.bandwidth_hz}},
        {{"duty_below", kSteadyDuty}}, kUplinkNoise);
  }
  return true;
}

bool on_a_carrier(const EmissionFacts& facts, Judgement& judgement) {
  if (facts.suffering.empty()) return false;
  judgement.kind = "interference";
  auto measured = measured_band(facts);
  measured["carriers"] = facts.suffering;
  add(judgement, "overlap.registered", measured, {{"registered_cells", 0}}, kOverlap);
  return true;
}

void without_licence(const EmissionFacts& facts, Judgement& judgement) {
  const bool cellular =
      facts.use.use == SpectrumUse::kCellularUplink || facts.use.use == SpectrumUse::kCellularDownlink;
  if (!facts.licences_loaded && !cellular) {
    judgement.registry_missing = true;
    return;
  }
  judgement.kind = "unlicensed_emission";
  add(judgement, "licence.absent", measured_band(facts), {{"licensed", true}, {"service", facts.use.service}},
      kNoLicence);
}

}  // namespace

bool is_cellular_label(std::string_view label) {
  constexpr std::array<std::string_view, 6> kSystems{"gsm", "umts", "lte", "nbiot", "nr", "ofdm"};
  return std::ranges::any_of(kSystems, [&](std::string_view system) {
    return label == system ||
           (label.starts_with(system) && label.size() > system.size() && label[system.size()] == '_');
  });
}

Judgement judge(const EmissionFacts& facts) {
  Judgement judgement;
  if (in_protected_band(facts, judgement)) return judgement;
  if (deviates(facts, judgement)) return judgement;
  if (facts.use.use == SpectrumUse::kLicenceExempt) return judgement;
  if (uses_foreign_service(facts, judgement)) return judgement;
  if (is_dect_6_0(facts, judgement)) return judgement;
  if (repeats(facts, judgement)) return judgement;
  const bool phones = facts.use.use == SpectrumUse::kCellularUplink;  // bursts of phones: everyday life
  const bool a_cell =
      facts.use.use == SpectrumUse::kCellularDownlink && is_cellular_label(facts.emission.label);
  if (phones || a_cell) return judgement;
  if (on_a_carrier(facts, judgement)) return judgement;
  without_licence(facts, judgement);
  return judgement;
}

Judgement judge(const JammingFacts& facts) {
  Judgement judgement;
  judgement.kind = "jamming";
  json measured = {{"kind", facts.jamming.kind}, {"reasons", facts.jamming.reasons}};
  if (facts.jamming.j_to_n_db) measured["j_to_n_db"] = *facts.jamming.j_to_n_db;
  add(judgement, "jamming.detected", measured, {{"j_to_n_db", 0}}, kJamming);
  if (facts.use.use == SpectrumUse::kProtected)
    add(judgement, "band.protected", {{"centre_hz", facts.jamming.centre_hz}},
        {{"service", facts.use.service}}, kProtected);
  return judgement;
}

}  // namespace sb::gateway
