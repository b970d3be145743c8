#pragma once
// Viet Nam's grid for what goes to provincial offices: VN-2000 in a zone of three degrees (PROJ does it).
// Positions stay WGS 84 everywhere else.
#include <memory>

#include "models/core/result.hpp"

namespace sb::gateway {

struct GridPoint {
  double northing_m = 0.0, easting_m = 0.0;
};
struct GeoPoint {
  double latitude_deg = 0.0, longitude_deg = 0.0;
};

/// Used by one thread.
class Vn2000 {
 public:
  /// `epsg`: 9205..9218 (a province's meridian: 9208 is 104-45, Lào Cai), 5896..5899, 3405 or 3406 (UTM).
  /// Errors: kInvalidArgument, kUnavailable (PROJ's own database is not installed).
  static Result<Vn2000> open(int epsg);
  ~Vn2000();
  Vn2000(Vn2000&&) noexcept;
  Vn2000& operator=(Vn2000&&) noexcept;

  GridPoint to_grid(const GeoPoint& wgs84) const;
  GeoPoint to_wgs84(const GridPoint& grid) const;

 private:
  struct State;
  explicit Vn2000(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sb::gateway
