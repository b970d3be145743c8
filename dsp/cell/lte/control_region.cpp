#include "dsp/cell/lte/control_region.hpp"

#include <algorithm>
#include <array>

#include "dsp/cell/lte/coding/rate_match.hpp"

namespace sb::dsp::lte {
namespace {

/// A resource element group by its lowest subcarrier.
struct Group {
  int subcarrier;
  int symbol;
  bool references;  ///< six subcarriers wide, of which two are reference signals
};

/// Whether a control symbol holds reference signals, counting those of two ports in a cell that has one.
bool has_references(const ControlLayout& layout, int symbol) {
  if (symbol == 0) return true;
  if (symbol == 1) return layout.ports == 4;
  return symbol == 3 && layout.cyclic_prefix == CyclicPrefix::kExtended;
}

void append_elements(const ControlLayout& layout, const Group& group, std::vector<ReIndex>& out) {
  const int width = group.references ? 6 : 4;
  for (int k = group.subcarrier; k < group.subcarrier + width; ++k) {
    if (group.references && k % 3 == layout.pci % 3) continue;
    out.push_back(static_cast<ReIndex>(group.symbol * layout.n_prb * kSubcarriersPerPrb + k));
  }
}

std::array<int, 4> pcfich_subcarriers(const ControlLayout& layout) {
  const int n = layout.n_prb;
  const int first = kSubcarriersPerPrb / 2 * (layout.pci % (2 * n));
  std::array<int, 4> subcarriers{};
  for (int i = 0; i < 4; ++i) {
    subcarriers[static_cast<std::size_t>(i)] =
        (first + i * n / 2 * (kSubcarriersPerPrb / 2)) % (n * kSubcarriersPerPrb);
  }
  return subcarriers;
}

/// Groups of a symbol that are not PCFICH's, from the lowest frequency.
std::vector<Group> groups_of_symbol(const ControlLayout& layout, int symbol) {
  const bool references = has_references(layout, symbol);
  const auto pcfich = pcfich_subcarriers(layout);
  std::vector<Group> groups;
  for (int k = 0; k < layout.n_prb * kSubcarriersPerPrb; k += references ? 6 : 4) {
    if (symbol == 0 && std::ranges::find(pcfich, k) != pcfich.end()) continue;
    groups.push_back({k, symbol, references});
  }
  return groups;
}

/// ceil(N_g N / 8): what one PHICH mapping unit per m_i is counted by; with extended prefix a unit holds two
/// groups.
int phich_units(const ControlLayout& layout) {
  constexpr std::array<int, 4> kTimesSix{1, 3, 6, 12};
  const int times_six = kTimesSix[static_cast<std::size_t>(layout.phich_resource)] * layout.n_prb;
  return (times_six + 47) / 48 * layout.phich_factor;
}

using SymbolGroups = std::array<std::vector<Group>, 4>;

/// Takes PHICH's groups away, TS 36.211 §6.9.3 (neither in a special nor in an MBSFN subframe).
void remove_phich(const ControlLayout& layout, SymbolGroups& groups) {
  std::array<std::vector<bool>, 4> taken;
  for (std::size_t l = 0; l < 4; ++l) taken[l].resize(groups[l].size());
  const bool extended = layout.phich_duration == PhichDuration::kExtended;
  const std::size_t n0 = groups[0].size();
  for (std::size_t unit = 0; unit < static_cast<std::size_t>(phich_units(layout)); ++unit) {
    for (std::size_t i = 0; i < 3; ++i) {
      const std::size_t l = extended ? i : 0;
      const std::size_t n = groups[l].size();
      taken[l][(layout.pci * n / n0 + unit + i * n / 3) % n] = true;
    }
  }
  for (std::size_t l = 0; l < 4; ++l) {
    std::size_t at = 0;
    std::erase_if(groups[l], [&](const Group&) { return taken[l][at++]; });
  }
}

}  // namespace

std::vector<int> phich_factors(Duplex duplex, std::optional<std::uint8_t> tdd_configuration, int subframe) {
  if (duplex == Duplex::kFdd) return {1};
  // Before SIB1 is read: 0 in most configurations, then 1 and 2.
  if (!tdd_configuration) return {0, 1, 2};
  constexpr int kUplink = -1;
  constexpr std::array<std::array<int, kSubframesPerFrame>, 7> kFactors{
      {{2, 1, kUplink, kUplink, kUplink, 2, 1, kUplink, kUplink, kUplink},
       {0, 1, kUplink, kUplink, 1, 0, 1, kUplink, kUplink, 1},
       {0, 0, kUplink, 1, 0, 0, 0, kUplink, 1, 0},
       {1, 0, kUplink, kUplink, kUplink, 0, 0, 0, 1, 1},
       {0, 0, kUplink, kUplink, 0, 0, 0, 0, 1, 1},
       {0, 0, kUplink, 0, 0, 0, 0, 0, 1, 0},
       {1, 1, kUplink, kUplink, kUplink, 1, 1, kUplink, kUplink, 1}}};
  const int factor = kFactors[*tdd_configuration][static_cast<std::size_t>(subframe)];
  return factor == kUplink ? std::vector<int>{} : std::vector{factor};
}

std::vector<ReIndex> pcfich_elements(const ControlLayout& layout) {
  std::vector<ReIndex> elements;
  for (const int k : pcfich_subcarriers(layout)) append_elements(layout, {k, 0, true}, elements);
  return elements;
}

std::vector<ReIndex> pdcch_elements(const ControlLayout& layout, int symbols) {
  if (layout.phich_duration == PhichDuration::kExtended && symbols < 3) return {};
  SymbolGroups by_symbol;
  for (int l = 0; l < 4; ++l) by_symbol[static_cast<std::size_t>(l)] = groups_of_symbol(layout, l);
  remove_phich(layout, by_symbol);
  std::vector<Group> groups;
  for (int l = 0; l < symbols; ++l) {
    const auto& more = by_symbol[static_cast<std::size_t>(l)];
    groups.insert(groups.end(), more.begin(), more.end());
  }
  std::ranges::stable_sort(groups, {}, &Group::subcarrier);  // time goes first within a subcarrier

  // Group m carries quadruplet interleaved((m + PCI) mod M); turned round, quadruplet q lies in group at[q].
  const std::size_t count = groups.size();
  const auto interleaved = convolutional_interleaver(static_cast<int>(count));
  std::vector<std::size_t> at(count);
  for (std::size_t m = 0; m < count; ++m) at[interleaved[(m + layout.pci) % count]] = m;
  std::vector<ReIndex> elements;
  elements.reserve(4 * count);
  for (const std::size_t m : at) append_elements(layout, groups[m], elements);
  return elements;
}

}  // namespace sb::dsp::lte
