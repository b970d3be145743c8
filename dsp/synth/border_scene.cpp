#include "dsp/synth/border_scene.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "dsp/synth/counter_random.hpp"

namespace sb::dsp::synth {
namespace {

/// Level where a node hears nothing of a cell: it is left out of the node's scene.
constexpr double kUnheard = -std::numeric_limits<double>::infinity();
constexpr double kNoiseDbfsPerHz = -150.0;  // -108.2 dBFS in a resource element
/// Error of each node's reference oscillator, parts per million: disciplined, but not perfect.
constexpr std::array<double, kBorderNodes> kNodePpm = {0.08, -0.12, 0.05};
constexpr double kSpeedOfLight = 299792458.0;

struct Site {
  BorderCell cell;
  std::uint8_t ports;
  double load;
  std::array<double, kBorderNodes> rsrp_dbfs;
  std::array<double, kBorderNodes> distance_km;
  double frame_phase_s;  ///< networks are not in step
  std::uint16_t sfn_at_zero;
  double cfo_hz;  ///< of the transmitter itself
};

constexpr models::Plmn kMobiFone{452, 1, 2};
constexpr models::Plmn kVnpt{452, 2, 2};
constexpr models::Plmn kViettel{452, 4, 2};
constexpr models::Plmn kChinaUnicom{460, 1, 2};

constexpr std::uint32_t eci(std::uint32_t enb, std::uint32_t sector) {
  return enb << 8U | sector;
}

// Blocks from facts/bands.csv: VNPT 1805-1825, Viettel 1825-1845 and 943.4-951.7, MobiFone 1845-1865, China
// Unicom 1830-1860. Sites, identities and levels are invented. The Chinese carrier (1835-1845) lies wholly
// under Viettel's (1825-1845). The false one takes Viettel's own channel and a laboratory stack's default
// identities.
constexpr std::array<Site, 6> kSites = {{
    {{BorderRole::kDomestic, "Viettel", kViettel, eci(51203, 11), 20117, 120, 100, 3, 1500, 1835.0e6},
     2,
     0.30,
     {-70.0, -74.0, -96.0},
     {1.1, 1.7, 9.0},
     1.234e-3,
     12,
     0.0},
    {{BorderRole::kDomestic, "VNPT", kVnpt, eci(40871, 2), 31040, 207, 100, 3, 1300, 1815.0e6},
     2,
     0.25,
     {-76.0, -72.0, -75.0},
     {2.0, 0.9, 1.4},
     6.01e-3,
     733,
     0.0},
    {{BorderRole::kDomestic, "MobiFone", kMobiFone, eci(36650, 1), 10210, 43, 100, 3, 1700, 1855.0e6},
     2,
     0.40,
     {-79.0, -81.0, -73.0},
     {2.6, 3.0, 0.8},
     3.777e-3,
     401,
     0.0},
    {{BorderRole::kDomestic, "Viettel", kViettel, eci(51210, 31), 20117, 334, 25, 8, 3675, 947.5e6},
     2,
     0.35,
     {-72.0, -77.0, -71.0},
     {1.1, 2.2, 0.7},
     8.5e-3,
     95,
     0.0},
    {{BorderRole::kForeign, "China Unicom", kChinaUnicom, eci(264994, 3), 39473, 100, 50, 3, 1550, 1840.0e6},
     2,
     0.50,
     {-76.0, -83.0, kUnheard},
     {4.2, 6.8, 15.0},
     4.41e-3,
     258,
     0.0},
    {{BorderRole::kFalse, "Viettel", kViettel, 257, 1, 1, 25, 3, 1500, 1835.0e6},
     1,
     0.05,
     {kUnheard, kUnheard, -68.0},
     {12.0, 10.0, 0.3},
     2.22e-3,
     0,
     640.0},
}};

LteCellConfig cell_config(const Site& site, std::uint64_t seed) {
  LteCellConfig c;
  c.pci = site.cell.pci;
  c.bandwidth_prb = site.cell.bandwidth_prb;
  c.ports = site.ports;
  c.plmns = {site.cell.plmn};
  c.tac = site.cell.tac;
  c.cell_identity = site.cell.cell_identity;
  c.band = site.cell.band;
  c.q_rx_lev_min_dbm = site.cell.role == BorderRole::kFalse ? -140 : -128;
  c.intra_frequency_reselection = site.cell.role != BorderRole::kFalse;
  c.sfn_at_zero = site.sfn_at_zero;
  c.load = site.load;
  c.seed = derive_key(seed, site.cell.cell_identity);
  return c;
}

}  // namespace

std::vector<BorderCell> border_cells() {
  std::vector<BorderCell> cells;
  cells.reserve(kSites.size());
  for (const Site& site : kSites) cells.push_back(site.cell);
  return cells;
}

SceneConfig border_scene(int node_index, std::uint64_t seed) {
  if (node_index < 0 || node_index >= kBorderNodes)
    throw std::invalid_argument("border_scene: node 0, 1 or 2");
  const auto node = static_cast<std::size_t>(node_index);
  SceneConfig scene;
  scene.noise_dbfs_per_hz = kNoiseDbfsPerHz;
  scene.seed = derive_key(seed, 1000 + node);  // each node its own noise
  for (const Site& site : kSites) {
    if (site.rsrp_dbfs[node] == kUnheard) continue;
    SceneCell cell;
    cell.cell = cell_config(site, seed);
    cell.frequency_hz = site.cell.frequency_hz;
    cell.rsrp_dbfs = site.rsrp_dbfs[node];
    cell.cfo_hz = site.cfo_hz + kNodePpm[node] * 1e-6 * site.cell.frequency_hz;
    cell.clock_ppm = -kNodePpm[node];
    cell.delay_s = site.frame_phase_s + site.distance_km[node] * 1e3 / kSpeedOfLight;
    scene.cells.push_back(cell);
  }
  return scene;
}

}  // namespace sb::dsp::synth
