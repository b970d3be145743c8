#include "dsp/cell/lte/crs.hpp"

#include <numbers>

#include "dsp/cell/lte/gold.hpp"

namespace sb::dsp::lte {
namespace {

/// Offset v of a port's comb, TS 36.211 §6.10.1.2.
int comb_offset(int port, bool first_symbol_of_slot, int slot) {
  switch (port) {
    case 0:
      return first_symbol_of_slot ? 0 : 3;
    case 1:
      return first_symbol_of_slot ? 3 : 0;
    case 2:
      return 3 * (slot % 2);
    default:
      return 3 + 3 * (slot % 2);
  }
}

std::vector<cf32> reference_values(std::uint16_t pci, CyclicPrefix cp, int slot, int l, int n_prb) {
  const std::uint32_t n_cp = cp == CyclicPrefix::kNormal ? 1 : 0;
  const auto id = static_cast<std::uint32_t>(pci);
  const std::uint32_t c_init =
      1024U * (7U * static_cast<std::uint32_t>(slot + 1) + static_cast<std::uint32_t>(l) + 1U) *
          (2U * id + 1U) +
      2U * id + n_cp;
  const auto c = gold_sequence(c_init, std::size_t{4} * kMaxPrb);
  constexpr float kAmplitude = 1.0F / std::numbers::sqrt2_v<float>;
  std::vector<cf32> value(static_cast<std::size_t>(2 * n_prb));
  for (int i = 0; i < 2 * n_prb; ++i) {
    const auto m = static_cast<std::size_t>(i + kMaxPrb - n_prb);
    value[static_cast<std::size_t>(i)] = {kAmplitude * static_cast<float>(1 - 2 * c[2 * m]),
                                          kAmplitude * static_cast<float>(1 - 2 * c[2 * m + 1])};
  }
  return value;
}

}  // namespace

CrsTable::CrsTable(std::uint16_t pci, CyclicPrefix cyclic_prefix, int n_prb) {
  const int per_slot = cyclic_prefix == CyclicPrefix::kNormal ? 7 : 6;
  for (int slot = 0; slot < 2 * kSubframesPerFrame; ++slot) {
    for (int port = 0; port < 4; ++port) {
      auto& symbols = table_[static_cast<std::size_t>(slot / 2)][static_cast<std::size_t>(port)];
      const auto add = [&](int l) {
        const int first = (comb_offset(port, l == 0, slot) + pci % 6) % 6;
        symbols.push_back(
            {slot % 2 * per_slot + l, first, reference_values(pci, cyclic_prefix, slot, l, n_prb)});
      };
      if (port < 2) {
        add(0);
        add(per_slot - 3);
      } else {
        add(1);
      }
    }
  }
}

}  // namespace sb::dsp::lte
