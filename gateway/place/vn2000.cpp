#include "gateway/place/vn2000.hpp"

#include <utility>

#include <fmt/format.h>
#include <proj.h>

namespace sb::gateway {
namespace {

bool is_known(int epsg) {
  return (epsg >= 9205 && epsg <= 9218) || (epsg >= 5896 && epsg <= 5899) || epsg == 3405 || epsg == 3406;
}

struct ContextEnd {
  void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
};
struct TransformEnd {
  void operator()(PJ* transform) const { proj_destroy(transform); }
};
using Context = std::unique_ptr<PJ_CONTEXT, ContextEnd>;
using Transform = std::unique_ptr<PJ, TransformEnd>;

}  // namespace

struct Vn2000::State {
  Context context;
  Transform transform;  ///< longitude, latitude in degrees to easting, northing in metres
};

Vn2000::Vn2000(std::unique_ptr<State> state) : state_(std::move(state)) {}
Vn2000::~Vn2000() = default;
Vn2000::Vn2000(Vn2000&&) noexcept = default;
Vn2000& Vn2000::operator=(Vn2000&&) noexcept = default;

Result<Vn2000> Vn2000::open(int epsg) {
  if (!is_known(epsg))
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("EPSG:{} is no grid of VN-2000 (9205..9218, 5896..5899, 3405, 3406)", epsg));
  auto state = std::make_unique<State>();
  state->context.reset(proj_context_create());
  proj_log_level(state->context.get(), PJ_LOG_NONE);
  const auto target = fmt::format("EPSG:{}", epsg);
  const Transform raw(proj_create_crs_to_crs(state->context.get(), "EPSG:4326", target.c_str(), nullptr));
  if (raw) state->transform.reset(proj_normalize_for_visualization(state->context.get(), raw.get()));
  if (!state->transform)
    return fail(ErrorCode::kUnavailable, fmt::format("PROJ does not know {}: install proj-data", target));
  return Vn2000(std::move(state));
}

GridPoint Vn2000::to_grid(const GeoPoint& wgs84) const {
  const auto at = proj_trans(state_->transform.get(), PJ_FWD,
                             proj_coord(wgs84.longitude_deg, wgs84.latitude_deg, 0.0, 0.0));
  return {at.xy.y, at.xy.x};
}

GeoPoint Vn2000::to_wgs84(const GridPoint& grid) const {
  const auto at =
      proj_trans(state_->transform.get(), PJ_INV, proj_coord(grid.easting_m, grid.northing_m, 0.0, 0.0));
  return {at.lp.phi, at.lp.lam};
}

}  // namespace sb::gateway
