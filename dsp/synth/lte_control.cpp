#include "dsp/synth/lte_control.hpp"

#include <algorithm>
#include <cassert>

#include "dsp/synth/channel_coding.hpp"

namespace sb::dsp::synth {
namespace {

struct PlacedGroup {
  int symbol;
  int first_subcarrier;  ///< of the span that holds the group, reference symbols included
  ElementGroup elements;
};

/// Reference symbols are assumed for two ports at least (§6.2.4).
bool has_reference_symbols(const LteCellConfig& config, int symbol) {
  if (symbol == 0) return true;
  if (symbol == 1) return config.ports == 4;
  return symbol == 3 && config.cp == CyclicPrefix::kExtended;
}

std::vector<PlacedGroup> groups_of_symbol(const LteCellConfig& config, int symbol) {
  const bool reference = has_reference_symbols(config, symbol);
  const int span = reference ? 6 : 4;
  std::vector<PlacedGroup> groups;
  for (int first = 0; first < config.bandwidth_prb * 12; first += span) {
    PlacedGroup group{symbol, first, {}};
    std::size_t n = 0;
    for (int k = first; k < first + span; ++k) {
      if (!reference || k % 3 != config.pci % 3) group.elements[n++] = {symbol, k};
    }
    groups.push_back(group);
  }
  return groups;
}

/// Removes from `groups` the one that begins at `subcarrier` and returns its elements.
ElementGroup take_at(std::vector<PlacedGroup>& groups, int subcarrier) {
  const auto found = std::find_if(groups.begin(), groups.end(),
                                  [&](const PlacedGroup& g) { return g.first_subcarrier == subcarrier; });
  assert(found != groups.end());
  const ElementGroup elements = found->elements;
  groups.erase(found);
  return elements;
}

/// OFDM symbol of the i-th quadruplet of a mapping unit (§6.9.3).
int phich_symbol(const LteCellConfig& config, int subframe, int unit, int i) {
  if (config.phich_duration == PhichDuration::kNormal) return 0;
  const bool special = config.duplex == Duplex::kTdd && (subframe == 1 || subframe == 6);
  return special ? (unit / 2 + i + 1) % 2 : i;
}

using SymbolGroups = std::vector<std::vector<PlacedGroup>>;

void place_phich(const LteCellConfig& config, int subframe, SymbolGroups& free, ControlLayout& layout) {
  const int units = phich_groups(config, subframe) / (config.cp == CyclicPrefix::kNormal ? 1 : 2);
  const bool special = config.duplex == Duplex::kTdd && (subframe == 1 || subframe == 6);
  const bool from_second = special && config.phich_duration == PhichDuration::kExtended;
  const auto counts = [&] {
    std::vector<int> n;
    n.reserve(free.size());
    for (const auto& groups : free) n.push_back(static_cast<int>(groups.size()));
    return n;
  }();
  const int reference_count = counts[from_second ? 1 : 0];
  std::vector<std::vector<bool>> taken;
  taken.reserve(counts.size());
  for (const int n : counts) taken.emplace_back(static_cast<std::size_t>(n), false);
  for (int unit = 0; unit < units; ++unit) {
    std::array<ElementGroup, 3> place;
    for (int i = 0; i < 3; ++i) {
      const auto symbol = static_cast<std::size_t>(phich_symbol(config, subframe, unit, i));
      const int n = counts[symbol];
      const auto at = static_cast<std::size_t>((config.pci * n / reference_count + unit + i * n / 3) % n);
      place[static_cast<std::size_t>(i)] = free[symbol][at].elements;
      taken[symbol][at] = true;
    }
    layout.phich.push_back(place);
  }
  for (std::size_t symbol = 0; symbol < free.size(); ++symbol) {
    std::vector<PlacedGroup> left;
    for (std::size_t i = 0; i < free[symbol].size(); ++i) {
      if (!taken[symbol][i]) left.push_back(free[symbol][i]);
    }
    free[symbol] = std::move(left);
  }
}

std::uint32_t control_scrambling(const LteCellConfig& config, int subframe) {
  return static_cast<std::uint32_t>(subframe + 1) * (2U * config.pci + 1U) * 512U + config.pci;
}

/// Orthogonal sequence `index` (0..7, extended prefix 0..3) at place `at`: Walsh, then the same times j
/// (table 6.9.1-2).
cf32 phich_sequence(int index, int at, bool extended) {
  const int walsh = extended ? index % 2 : index % 4;
  const bool turned = extended ? index >= 2 : index >= 4;
  const bool negative = (walsh % 2 == 1 && at % 2 == 1) != (walsh >= 2 && at >= 2);
  const float sign = negative ? -1.0F : 1.0F;
  return turned ? cf32{0.0F, sign} : cf32{sign, 0.0F};
}

/// The twelve symbols of one PHICH, resource groups already aligned (§6.9.1, §6.9.2).
std::array<cf32, 12> phich_symbols(int group, int sequence, bool acknowledge, bool extended,
                                   std::span<const std::uint8_t> scrambling) {
  constexpr float kAxis = 0.70710678F;
  const cf32 bpsk = acknowledge ? cf32{-kAxis, -kAxis} : cf32{kAxis, kAxis};
  const int spread = extended ? 2 : 4;
  std::array<cf32, 12> out{};
  for (int i = 0; i < 3 * spread; ++i) {
    const float sign = 1.0F - 2.0F * static_cast<float>(scrambling[static_cast<std::size_t>(i)]);
    const int at = extended ? i / 2 * 4 + i % 2 + group % 2 * 2 : i;
    out[static_cast<std::size_t>(at)] = sign * bpsk * phich_sequence(sequence, i % spread, extended);
  }
  return out;
}

void add_phich(const std::array<cf32, 12>& symbols, const std::array<ElementGroup, 3>& place, int group,
               bool extended, LteGrid& grid) {
  for (std::size_t i = 0; i < 3; ++i) {
    const ElementGroup& e = place[i];
    const auto* x = &symbols[4 * i];
    for (const auto& element : e) grid.owner(element.symbol, element.subcarrier) = LteChannel::kPhich;
    if (grid.ports == 1) {
      for (std::size_t j = 0; j < 4; ++j) grid.at(0, e[j].symbol, e[j].subcarrier) += x[j];
      continue;
    }
    const bool odd = (static_cast<int>(i) + (extended ? group / 2 : group)) % 2 == 1;
    const int port = grid.ports == 4 && odd ? 1 : 0;
    const int other = grid.ports == 4 ? port + 2 : 1;
    add_pair(x[0], x[1], e[0], e[1], port, other, grid);
    add_pair(x[2], x[3], e[2], e[3], port, other, grid);
  }
}

std::vector<ResourceElement> flatten(std::span<const ElementGroup> groups) {
  std::vector<ResourceElement> elements;
  for (const auto& group : groups) elements.insert(elements.end(), group.begin(), group.end());
  return elements;
}

}  // namespace

int phich_groups(const LteCellConfig& config, int subframe) {
  // Table 6.9-1; uplink subframes hold 0 and are never asked for.
  constexpr int kFactor[7][10] = {{2, 1, 0, 0, 0, 2, 1, 0, 0, 0}, {0, 1, 0, 0, 1, 0, 1, 0, 0, 1},
                                  {0, 0, 0, 1, 0, 0, 0, 0, 1, 0}, {1, 0, 0, 0, 0, 0, 0, 0, 1, 1},
                                  {0, 0, 0, 0, 0, 0, 0, 0, 1, 1}, {0, 0, 0, 0, 0, 0, 0, 0, 1, 0},
                                  {1, 1, 0, 0, 0, 1, 1, 0, 0, 1}};
  constexpr std::array<int, 4> kSixths = {1, 3, 6, 12};  // 6 N_g
  const int sixths = kSixths[static_cast<std::size_t>(config.phich_resource)] * config.bandwidth_prb;
  const int groups = (sixths + 47) / 48 * (config.cp == CyclicPrefix::kNormal ? 1 : 2);
  return config.duplex == Duplex::kTdd ? groups * kFactor[config.tdd_config][subframe] : groups;
}

ControlLayout control_layout(const LteCellConfig& config, int subframe, int symbols) {
  SymbolGroups free;
  for (int symbol = 0; symbol < symbols; ++symbol) free.push_back(groups_of_symbol(config, symbol));
  ControlLayout layout;
  const int subcarriers = config.bandwidth_prb * 12;
  const int first = 6 * (config.pci % (2 * config.bandwidth_prb));
  for (int i = 0; i < 4; ++i) {
    const int at = (first + i * config.bandwidth_prb / 2 * 6) % subcarriers;
    layout.pcfich[static_cast<std::size_t>(i)] = take_at(free[0], at);
  }
  place_phich(config, subframe, free, layout);
  std::vector<PlacedGroup> left;
  for (const auto& groups : free) left.insert(left.end(), groups.begin(), groups.end());
  std::stable_sort(left.begin(), left.end(), [](const PlacedGroup& a, const PlacedGroup& b) {
    return a.first_subcarrier < b.first_subcarrier;  // then by symbol, as they stand
  });
  for (const PlacedGroup& group : left) layout.pdcch.push_back(group.elements);
  return layout;
}

void put_pcfich(const LteCellConfig& config, const ControlLayout& layout, int subframe, int cfi,
                LteGrid& grid) {
  Bits bits;  // TS 36.212 table 5.3.4-1: 011, 101 or 110 over and over
  for (int i = 0; i < 32; ++i) bits.push_back(i % 3 == cfi - 1 ? 0 : 1);
  scramble(bits, control_scrambling(config, subframe));
  map_with_diversity(modulate(bits, 2), flatten(layout.pcfich), LteChannel::kPcfich, grid);
}

void put_phich(const LteCellConfig& config, const ControlLayout& layout, int subframe, CounterRandom& random,
               LteGrid& grid) {
  const bool extended = config.cp == CyclicPrefix::kExtended;
  Bits scrambling(12, 0);
  scramble(scrambling, control_scrambling(config, subframe));
  const int groups_per_unit = extended ? 2 : 1;
  const int sequences = extended ? 4 : 8;
  for (int group = 0; group < static_cast<int>(layout.phich.size()) * groups_per_unit; ++group) {
    const auto& place = layout.phich[static_cast<std::size_t>(group / groups_per_unit)];
    for (int sequence = 0; sequence < sequences; ++sequence) {
      const bool sent = random.uniform() < config.phich_load;
      const bool acknowledge = random.uniform() < 0.5;
      if (sent)
        add_phich(phich_symbols(group, sequence, acknowledge, extended, scrambling), place, group, extended,
                  grid);
    }
  }
}

void put_pdcch(const LteCellConfig& config, const ControlLayout& layout, int subframe,
               std::span<const PdcchWord> words, LteGrid& grid) {
  const std::size_t groups = layout.pdcch.size();
  Bits scrambling(8 * groups, 0);
  scramble(scrambling, static_cast<std::uint32_t>(subframe) * 512U + config.pci);
  std::vector<std::optional<std::array<cf32, 4>>> quadruplets(groups);
  for (const PdcchWord& word : words) {
    const std::size_t first = static_cast<std::size_t>(word.first_cce) * kBitsPerCce;
    assert(first + word.bits.size() <= scrambling.size());
    Bits bits = word.bits;
    for (std::size_t i = 0; i < bits.size(); ++i) bits[i] ^= scrambling[first + i];
    const auto symbols = modulate(bits, 2);
    for (std::size_t i = 0; i < symbols.size(); i += 4) {
      quadruplets[first / 8 + i / 4] = {symbols[i], symbols[i + 1], symbols[i + 2], symbols[i + 3]};
    }
  }
  // §6.8.5: interleave the quadruplets, then shift them by the cell identity.
  const auto order = convolutional_interleave_order(groups);
  for (std::size_t i = 0; i < groups; ++i) {
    const auto& quadruplet = quadruplets[order[(i + config.pci) % groups]];
    if (quadruplet) map_with_diversity(*quadruplet, layout.pdcch[i], LteChannel::kPdcch, grid);
  }
}

}  // namespace sb::dsp::synth
