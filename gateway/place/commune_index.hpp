#pragma once
// Which border commune a position lies in. The table (models/communes) has a point inside each commune, its
// bounding box and area, not its outline: the answer is the commune whose box holds the position and whose
// inside point is nearest, else the nearest within kReachM, else none. The uncertainty says how far the
// answer can be off: the commune's own radius.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/result.hpp"

namespace sb::gateway {

struct Commune {
  std::string code, name, name_en, province_code, province, neighbour;
  double latitude_deg = 0.0, longitude_deg = 0.0, area_km2 = 0.0;
  double west_deg = 0.0, south_deg = 0.0, east_deg = 0.0, north_deg = 0.0;
};

struct CommuneMatch {
  const Commune* commune = nullptr;
  double distance_m = 0.0;     ///< from the position to the commune's inside point
  double uncertainty_m = 0.0;  ///< radius of a circle of the commune's area
};

class CommuneIndex {
 public:
  /// The 246 border communes that the program carries.
  static CommuneIndex built_in();
  /// From the text of models/communes/communes.csv; kUnreadable names the line.
  static Result<CommuneIndex> parse(std::string_view csv);

  /// Cost: a pass over all rows, one geodesic for each candidate. No match further than kReachM from every
  /// inside point.
  std::optional<CommuneMatch> find(double latitude_deg, double longitude_deg) const;
  const std::vector<Commune>& communes() const { return communes_; }

  static constexpr double kReachM = 30'000.0;

 private:
  std::vector<Commune> communes_;
};

/// Geodesic distance on WGS 84, metres.
double distance_m(double latitude_1_deg, double longitude_1_deg, double latitude_2_deg,
                  double longitude_2_deg);

}  // namespace sb::gateway
