#include "gateway/place/commune_index.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <limits>
#include <numbers>

#include <GeographicLib/Geodesic.hpp>
#include <fmt/format.h>

namespace sb::embedded {
extern const std::string_view communes_csv;
}  // namespace sb::embedded

namespace sb::gateway {
namespace {

constexpr std::size_t kColumns = 13;
constexpr std::string_view kHeader =
    "ward_code,name,name_en,province_code,province,neighbour,latitude,longitude,area_km2,bbox_w,bbox_s,bbox_"
    "e,bbox_n";

std::string_view next_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

/// This table quotes nothing: names have no commas.
std::optional<std::array<std::string_view, kColumns>> split(std::string_view line) {
  std::array<std::string_view, kColumns> cells;
  for (std::size_t i = 0; i < kColumns; ++i) {
    const auto comma = line.find(',');
    if ((comma == std::string_view::npos) != (i + 1 == kColumns)) return std::nullopt;
    cells[i] = line.substr(0, comma);
    line.remove_prefix(i + 1 == kColumns ? line.size() : comma + 1);
  }
  return cells;
}

bool to_number(std::string_view text, double& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

std::optional<Commune> row_of(std::string_view line) {
  const auto cells = split(line);
  if (!cells) return std::nullopt;
  Commune c;
  const std::array<std::string*, 6> texts{&c.code,          &c.name,     &c.name_en,
                                          &c.province_code, &c.province, &c.neighbour};
  for (std::size_t i = 0; i < texts.size(); ++i) *texts[i] = (*cells)[i];
  const std::array<double*, 7> numbers{&c.latitude_deg, &c.longitude_deg, &c.area_km2, &c.west_deg,
                                       &c.south_deg,    &c.east_deg,      &c.north_deg};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!to_number((*cells)[6 + i], *numbers[i])) return std::nullopt;
  }
  return c;
}

bool in_box(const Commune& c, double latitude_deg, double longitude_deg) {
  return latitude_deg >= c.south_deg && latitude_deg <= c.north_deg && longitude_deg >= c.west_deg &&
         longitude_deg <= c.east_deg;
}

/// Rules a commune out without a geodesic: a degree of latitude is at least 110.5 km, one of longitude at
/// least 110.5 km times the cosine of the latitude further from the equator.
bool surely_too_far(const Commune& c, double latitude_deg, double longitude_deg) {
  constexpr double kReachDeg = CommuneIndex::kReachM / 110'500.0;
  if (std::abs(c.latitude_deg - latitude_deg) > kReachDeg) return true;
  const double furthest_deg = std::min(89.0, std::max(std::abs(c.latitude_deg), std::abs(latitude_deg)));
  return std::abs(c.longitude_deg - longitude_deg) >
         kReachDeg / std::cos(furthest_deg * std::numbers::pi / 180.0);
}

}  // namespace

double distance_m(double latitude_1_deg, double longitude_1_deg, double latitude_2_deg,
                  double longitude_2_deg) {
  double metres = 0.0;
  GeographicLib::Geodesic::WGS84().Inverse(latitude_1_deg, longitude_1_deg, latitude_2_deg, longitude_2_deg,
                                           metres);
  return metres;
}

CommuneIndex CommuneIndex::built_in() {
  auto parsed = parse(embedded::communes_csv);
  assert(parsed && "models/communes/communes.csv is tested");
  return std::move(*parsed);
}

Result<CommuneIndex> CommuneIndex::parse(std::string_view csv) {
  if (next_line(csv) != kHeader)
    return fail(ErrorCode::kUnreadable, "communes: line 1 is not the expected header");
  CommuneIndex index;
  for (int line = 2; !csv.empty(); ++line) {
    auto row = row_of(next_line(csv));
    if (!row)
      return fail(ErrorCode::kUnreadable, fmt::format("communes: line {} is not a row of 13 columns", line));
    index.communes_.push_back(std::move(*row));
  }
  return index;
}

std::optional<CommuneMatch> CommuneIndex::find(double latitude_deg, double longitude_deg) const {
  std::optional<CommuneMatch> best;
  bool best_in_box = false;
  for (const auto& commune : communes_) {
    const bool boxed = in_box(commune, latitude_deg, longitude_deg);
    if (!boxed && surely_too_far(commune, latitude_deg, longitude_deg)) continue;
    if (best_in_box && !boxed) continue;
    const double metres =
        distance_m(latitude_deg, longitude_deg, commune.latitude_deg, commune.longitude_deg);
    if (!boxed && metres > kReachM) continue;
    if (best && best_in_box == boxed && best->distance_m <= metres) continue;
    best_in_box = boxed;
    best = CommuneMatch{&commune, metres, std::sqrt(commune.area_km2 * 1e6 / std::numbers::pi)};
  }
  return best;
}

}  // namespace sb::gateway
