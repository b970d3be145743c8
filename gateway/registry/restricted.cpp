#include "gateway/registry/restricted.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "gateway/registry/occupied.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr double kHighestHz = 100e9;

}  // namespace

Result<RestrictedBand> restricted_band_from_json(std::string_view text) {
  const auto object = json::parse(text, nullptr, false);
  if (!object.is_object()) return fail(ErrorCode::kInvalidArgument, "a restricted band is a JSON object");
  RestrictedBand band;
  for (const auto& [field, value] :
       {std::pair{"low_hz", &band.low_hz}, std::pair{"high_hz", &band.high_hz}}) {
    const auto found = object.find(field);
    if (found == object.end() || !found->is_number()) {
      return fail(ErrorCode::kInvalidArgument, std::string("'") + field + "' must be a number of hertz");
    }
    *value = found->get<double>();
  }
  if (!(band.low_hz > 0.0 && band.low_hz < band.high_hz && band.high_hz <= kHighestHz)) {
    return fail(ErrorCode::kInvalidArgument,
                "'low_hz' must be above 0 and below 'high_hz', which is at most 100 GHz");
  }
  const auto reason = object.find("reason");
  if (reason == object.end() || !reason->is_string() || reason->get_ref<const std::string&>().empty()) {
    return fail(ErrorCode::kInvalidArgument, "'reason' must be a text");
  }
  band.reason = reason->get<std::string>();
  return band;
}

std::string to_json_text(const RestrictedBand& band) {
  return json{{"low_hz", band.low_hz}, {"high_hz", band.high_hz}, {"reason", band.reason}}.dump();
}

RestrictedBands::RestrictedBands(std::span<const Document> documents) {
  for (const auto& document : documents) {
    auto band = restricted_band_from_json(document.json);
    if (!band) throw StoreError("restricted band " + document.key + ": " + band.error().text);
    bands_.push_back(std::move(*band));
  }
}

RestrictedBands RestrictedBands::read(Transaction& tx) {
  return RestrictedBands(tx.documents(kRestrictedBandCollection));
}

RestrictedBands RestrictedBands::read(Store& store) {
  return RestrictedBands(store.documents(kRestrictedBandCollection));
}

bool RestrictedBands::touches(double centre_hz, double bandwidth_hz) const {
  return std::ranges::any_of(bands_, [&](const RestrictedBand& band) {
    return centre_hz - bandwidth_hz / 2.0 <= band.high_hz && centre_hz + bandwidth_hz / 2.0 >= band.low_hz;
  });
}

bool RestrictedBands::hold(const Incident& incident) const {
  const auto band = occupied_band(incident);
  return band && touches((band->low_hz + band->high_hz) / 2.0, band->high_hz - band->low_hz);
}

bool RestrictedBands::hold(const Observation& observation) const {
  const auto band = occupied_band(observation);
  return band && touches((band->low_hz + band->high_hz) / 2.0, band->high_hz - band->low_hz);
}

}  // namespace sb::gateway
