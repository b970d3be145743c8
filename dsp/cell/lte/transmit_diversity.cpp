#include "dsp/cell/lte/transmit_diversity.hpp"

#include <cassert>
#include <numbers>

namespace sb::dsp::lte {
namespace {

void put(std::span<float> soft, std::size_t symbol, cf32 value, float scale) {
  soft[2 * symbol] = value.real() * scale;
  soft[2 * symbol + 1] = value.imag() * scale;
}

}  // namespace

// Of a pair x0, x1 the first port sends (x0, x1) and the second (-x1*, x0*), each at half power. With four
// ports pairs alternate between ports (0, 2) and (1, 3).
void demap_qpsk(const SubframeGrid& grid, const ChannelEstimate& channel, int ports,
                std::span<const ReIndex> elements, std::span<float> soft) {
  assert(soft.size() == 2 * elements.size());
  if (ports == 1) {
    const float scale = 2.0F * std::numbers::sqrt2_v<float> / channel.noise;
    for (std::size_t i = 0; i < elements.size(); ++i) {
      put(soft, i, std::conj(channel.port[0][elements[i]]) * grid.re[elements[i]], scale);
    }
    return;
  }
  const float scale = 2.0F / channel.noise;
  for (std::size_t i = 0; i + 1 < elements.size(); i += 2) {
    const std::size_t first = ports == 4 && i % 4 != 0 ? 1 : 0;
    const auto& a = channel.port[first];
    const auto& b = channel.port[ports == 4 ? first + 2 : 1];
    const ReIndex k0 = elements[i];
    const ReIndex k1 = elements[i + 1];
    const cf32 y0 = grid.re[k0];
    const cf32 y1 = grid.re[k1];
    put(soft, i, std::conj(a[k0]) * y0 + b[k1] * std::conj(y1), scale);
    put(soft, i + 1, std::conj(a[k1]) * y1 - b[k0] * std::conj(y0), scale);
  }
}

}  // namespace sb::dsp::lte
