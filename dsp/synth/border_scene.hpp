#pragma once
// The demonstration: three nodes along the Lao Cai border, a neighbour's cell under a domestic one, and a
// false base station.
#include <cstdint>
#include <string_view>
#include <vector>

#include "dsp/synth/scene.hpp"
#include "models/plmn/plmn.hpp"

namespace sb::dsp::synth {

inline constexpr int kBorderNodes = 3;

enum class BorderRole : std::uint8_t {
  kDomestic,  ///< licensed here: belongs in the synthetic carrier registry
  kForeign,   ///< licensed across the border
  kFalse,     ///< claims a domestic network, in no registry
};

/// One cell of the scene, enough for a registry row.
struct BorderCell {
  BorderRole role = BorderRole::kDomestic;
  std::string_view operator_name;
  models::Plmn plmn;
  std::uint32_t cell_identity = 0;
  std::uint16_t tac = 0;
  std::uint16_t pci = 0;
  std::uint16_t bandwidth_prb = 0;
  std::uint16_t band = 0;
  std::uint32_t earfcn = 0;
  double frequency_hz = 0.0;
};

/// All cells of the scene, whichever node hears them.
std::vector<BorderCell> border_cells();

/// What node `node_index` (0..2) hears; the same cells at each node's own levels, delays and offsets. Throws
/// std::invalid_argument for another index.
SceneConfig border_scene(int node_index, std::uint64_t seed);

}  // namespace sb::dsp::synth
