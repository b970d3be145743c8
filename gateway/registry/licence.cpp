#include "gateway/registry/licence.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "gateway/place/commune_index.hpp"
#include "gateway/registry/effective.hpp"
#include "gateway/registry/occupied.hpp"

namespace sb::gateway {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxTextBytes = 256, kMaxMaskPoints = 32;
constexpr double kHighestHz = 100e9;
constexpr double kResolutionHz = 500.0;  // of a centre measured by a spectrum estimator on narrow signals

/// Reads fields and keeps the first complaint.
class Fields {
 public:
  explicit Fields(const json& object) : object_(object) {}
  std::string text(const char* name, bool required) {
    const auto found = object_.find(name);
    if (found == object_.end() && !required) return {};
    if (found == object_.end() || !found->is_string()) return complain(name, "a text"), std::string();
    auto value = found->get<std::string>();
    if ((required && value.empty()) || value.size() > kMaxTextBytes)
      complain(name, "a text of 1 to 256 octets");
    return value;
  }
  std::optional<double> number(const char* name, bool required, double low, double high) {
    const auto found = object_.find(name);
    if (found == object_.end() && !required) return std::nullopt;
    if (found == object_.end() || !found->is_number() || found->get<double>() < low ||
        found->get<double>() > high) {
      complain(name, fmt::format("a number from {} to {}", low, high));
      return std::nullopt;
    }
    return found->get<double>();
  }
  std::string date(const char* name, bool required) {
    auto value = text(name, required);
    if (!value.empty() && !is_iso_date(value)) complain(name, "a date as YYYY-MM-DD");
    return value;
  }
  void complain(const char* name, std::string_view expected) {
    if (complaint_.empty()) complaint_ = fmt::format("'{}' must be {}", name, expected);
  }
  const std::string& complaint() const { return complaint_; }

 private:
  const json& object_;
  std::string complaint_;
};

std::vector<MaskPoint> mask_from(const json& object, Fields& fields) {
  std::vector<MaskPoint> mask;
  const auto found = object.find("mask");
  if (found == object.end()) return mask;
  const char* shape = "a list of at most 32 {offset_hz, limit_dbc} with ascending offsets and limits below 0";
  if (!found->is_array() || found->size() > kMaxMaskPoints) return fields.complain("mask", shape), mask;
  for (const auto& point : *found) {
    if (!point.is_object()) return fields.complain("mask", shape), mask;
    Fields inner(point);
    const auto offset = inner.number("offset_hz", true, 0.0, kHighestHz);
    const auto limit = inner.number("limit_dbc", true, -200.0, 0.0);
    const bool ascending = mask.empty() || (offset && *offset > mask.back().offset_hz);
    if (!offset || !limit || !ascending) return fields.complain("mask", shape), mask;
    mask.push_back({*offset, *limit});
  }
  return mask;
}

bool reaches(const Licence& licence, double latitude_deg, double longitude_deg) {
  if (!licence.latitude_deg || !licence.longitude_deg || !licence.radius_m) return true;
  return distance_m(*licence.latitude_deg, *licence.longitude_deg, latitude_deg, longitude_deg) <=
         *licence.radius_m;
}

bool in_effect(const Licence& licence, std::string_view date) {
  return licence.valid_from <= date && (licence.valid_to.empty() || date <= licence.valid_to);
}

OccupiedBand band_of(const Licence& licence) {
  const double half = licence.bandwidth_hz / 2.0 + licence.tolerance_hz;
  return {licence.centre_hz - half, licence.centre_hz + half};
}

/// Whole width in which the mask allows what is 26 dB below the carrier; nothing when it never says so.
std::optional<double> width_at_26_db(const std::vector<MaskPoint>& mask) {
  const auto found =
      std::ranges::find_if(mask, [](const MaskPoint& point) { return point.limit_dbc <= -26.0; });
  return found != mask.end() ? std::optional(2.0 * found->offset_hz) : std::nullopt;
}

}  // namespace

Result<Licence> licence_from_json(std::string_view text) {
  const auto object = json::parse(text, nullptr, false);
  if (!object.is_object()) return fail(ErrorCode::kInvalidArgument, "a licence is a JSON object");
  Fields fields(object);
  Licence licence;
  licence.id = fields.text("id", true);
  licence.holder = fields.text("holder", true);
  licence.service = fields.text("service", false);
  licence.centre_hz = fields.number("centre_hz", true, 9e3, kHighestHz).value_or(0.0);
  licence.bandwidth_hz = fields.number("bandwidth_hz", true, 1.0, 10e9).value_or(0.0);
  licence.tolerance_hz = fields.number("tolerance_hz", false, 0.0, 1e9).value_or(0.0);
  licence.mask = mask_from(object, fields);
  licence.latitude_deg = fields.number("latitude", false, -90.0, 90.0);
  licence.longitude_deg = fields.number("longitude", false, -180.0, 180.0);
  licence.radius_m = fields.number("radius_m", false, 1.0, 1e6);
  licence.valid_from = fields.date("valid_from", true);
  licence.valid_to = fields.date("valid_to", false);
  const bool some = licence.latitude_deg || licence.longitude_deg || licence.radius_m;
  const bool all = licence.latitude_deg && licence.longitude_deg && licence.radius_m;
  if (some != all) fields.complain("radius_m", "given together with latitude and longitude");
  if (!fields.complaint().empty()) return fail(ErrorCode::kInvalidArgument, fields.complaint());
  return licence;
}

std::string to_json_text(const Licence& licence) {
  json object = {{"id", licence.id},
                 {"holder", licence.holder},
                 {"service", licence.service},
                 {"centre_hz", licence.centre_hz},
                 {"bandwidth_hz", licence.bandwidth_hz},
                 {"tolerance_hz", licence.tolerance_hz},
                 {"valid_from", licence.valid_from}};
  if (!licence.valid_to.empty()) object["valid_to"] = licence.valid_to;
  for (const auto& point : licence.mask)
    object["mask"].push_back({{"offset_hz", point.offset_hz}, {"limit_dbc", point.limit_dbc}});
  if (licence.latitude_deg) object["latitude"] = *licence.latitude_deg;
  if (licence.longitude_deg) object["longitude"] = *licence.longitude_deg;
  if (licence.radius_m) object["radius_m"] = *licence.radius_m;
  return object.dump();
}

LicenceComparison compare(const HeardEmission& emission, double latitude_deg, double longitude_deg,
                          std::string_view date, std::span<const Licence> licences) {
  LicenceComparison result;
  const auto heard = occupied_band(emission);
  double most = 0.0;
  for (const auto& licence : licences) {
    if (!in_effect(licence, date) || !reaches(licence, latitude_deg, longitude_deg)) continue;
    const double share = overlap_ratio(heard, band_of(licence));
    if (share <= most) continue;
    most = share;
    result.licence = &licence;
  }
  if (result.licence == nullptr) return result;
  const auto& licence = *result.licence;
  const double offset_hz = std::abs(emission.centre_hz - licence.centre_hz);
  const double allowed_offset_hz = std::max(licence.tolerance_hz, kResolutionHz);
  if (offset_hz > allowed_offset_hz)
    result.deviations.push_back({"licence.frequency", offset_hz, allowed_offset_hz});
  if (emission.bandwidth_hz > licence.bandwidth_hz * kMeasurementShare)
    result.deviations.push_back({"licence.bandwidth", emission.bandwidth_hz, licence.bandwidth_hz});
  const auto masked_hz = width_at_26_db(licence.mask);
  if (masked_hz && emission.bandwidth_26db_hz > *masked_hz * kMeasurementShare)
    result.deviations.push_back({"licence.mask", emission.bandwidth_26db_hz, *masked_hz});
  return result;
}

}  // namespace sb::gateway
