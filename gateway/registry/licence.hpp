#pragma once
// Licences (assignments) of emitters that are not cells, and what is heard against them. Documents of the
// collection "licence"; the key is the licence's number.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/records.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

inline constexpr const char* kLicenceCollection = "licence";

struct MaskPoint {
  double offset_hz = 0.0;  ///< from the centre, ascending
  double limit_dbc = 0.0;  ///< below the carrier at and beyond this offset, negative
};

struct Licence {
  std::string id, holder, service;
  double centre_hz = 0.0, bandwidth_hz = 0.0;
  double tolerance_hz = 0.0;                                    ///< of the centre
  std::vector<MaskPoint> mask;                                  ///< may be empty
  std::optional<double> latitude_deg, longitude_deg, radius_m;  ///< all or none; none: the whole province
  std::string valid_from, valid_to;  ///< ISO dates, both included; valid_to empty: open
};

/// kInvalidArgument names the field.
Result<Licence> licence_from_json(std::string_view text);
std::string to_json_text(const Licence& licence);

/// One way in which an emission differs from the licence that is nearest to it.
struct LicenceDeviation {
  std::string rule;  ///< "licence.bandwidth" "licence.frequency" "licence.mask"
  double measured_hz = 0.0, allowed_hz = 0.0;
};

struct LicenceComparison {
  const Licence* licence = nullptr;  ///< the one that covers most of the emission; null: none touches it
  std::vector<LicenceDeviation> deviations;
};

/// Compares with the licences in effect on `date` that reach the place. Measured bandwidths are granted
/// kMeasurementShare: an analyser's resolution must not accuse anybody.
LicenceComparison compare(const HeardEmission& emission, double latitude_deg, double longitude_deg,
                          std::string_view date, std::span<const Licence> licences);

inline constexpr double kMeasurementShare = 1.1;

}  // namespace sb::gateway
