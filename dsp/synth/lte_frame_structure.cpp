#include "dsp/synth/lte_frame_structure.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>

#include "dsp/cell/lte/crs.hpp"
#include "dsp/cell/lte/numerology.hpp"
#include "dsp/synth/lte_sync_signals.hpp"

namespace sb::dsp::synth {
namespace {

constexpr int kCentralSubcarriers = 72;

bool is_special_kind(const LteCellConfig& config, int subframe) {
  return config.duplex == Duplex::kTdd && (subframe == 1 || subframe == 6);
}

/// Tables 4.2-1 and 4.2-2.
int downlink_symbols(const LteCellConfig& config, int subframe) {
  constexpr std::array<std::string_view, 7> kKinds = {"DSUUUDSUUU", "DSUUDDSUUD", "DSUDDDSUDD", "DSUUUDDDDD",
                                                      "DSUUDDDDDD", "DSUDDDDDDD", "DSUUUDSUUD"};
  constexpr std::array<int, 9> kPilotNormal = {3, 9, 10, 11, 12, 3, 9, 10, 11};
  constexpr std::array<int, 8> kPilotExtended = {3, 8, 9, 10, 3, 8, 9, 5};
  if (config.duplex == Duplex::kFdd) return symbols_per_subframe(config);
  switch (kKinds[config.tdd_config][static_cast<std::size_t>(subframe)]) {
    case 'U':
      return 0;
    case 'D':
      return symbols_per_subframe(config);
    default:
      return config.cp == CyclicPrefix::kNormal ? kPilotNormal[config.tdd_special]
                                                : kPilotExtended[config.tdd_special];
  }
}

/// Table 6.7-1, with the floor that an extended PHICH sets.
int control_symbols(const LteCellConfig& config, int subframe, int cfi) {
  const bool narrow = config.bandwidth_prb <= 10;
  const bool long_phich = config.phich_duration == PhichDuration::kExtended;
  const int asked = cfi + (narrow ? 1 : 0);
  if (is_special_kind(config, subframe)) return long_phich ? 2 : std::min(asked, 2);
  return long_phich ? std::max(asked, 3) : asked;
}

void put_reference_signals(const LteCellConfig& config, const lte::CrsTable& crs, int subframe,
                           SubframeTemplate& t) {
  for (int port = 0; port < config.ports; ++port) {
    for (const auto& symbol : crs.symbols(subframe, port)) {
      if (symbol.symbol >= t.downlink_symbols) continue;
      for (std::size_t i = 0; i < symbol.value.size(); ++i) {
        const int k = symbol.first_subcarrier + 6 * static_cast<int>(i);
        t.grid.at(port, symbol.symbol, k) = symbol.value[i];
        t.grid.owner(symbol.symbol, k) = LteChannel::kCrs;
      }
    }
  }
}

/// 62 values on the central 72 subcarriers of a symbol, port 0; the five on either side stay empty.
template <typename Sequence>
void put_sync(const Sequence& d, int symbol, LteChannel channel, LteGrid& grid) {
  const int first = grid.subcarriers / 2 - kCentralSubcarriers / 2;
  for (int k = 0; k < kCentralSubcarriers; ++k) grid.owner(symbol, first + k) = LteChannel::kReserved;
  for (int n = 0; n < kSyncLength; ++n) {
    grid.at(0, symbol, first + 5 + n) = d[static_cast<std::size_t>(n)];
    grid.owner(symbol, first + 5 + n) = channel;
  }
}

void put_sync_signals(const LteCellConfig& config, int subframe, LteGrid& grid) {
  const int per_slot = grid.symbols / 2;
  const bool tdd = config.duplex == Duplex::kTdd;
  if (subframe % 5 == (tdd ? 1 : 0)) {
    put_sync(primary_sync(config.pci % 3), tdd ? 2 : per_slot - 1, LteChannel::kPss, grid);
  }
  if (subframe % 5 == 0) {
    put_sync(secondary_sync(config.pci, subframe), tdd ? grid.symbols - 1 : per_slot - 2, LteChannel::kSss,
             grid);
  }
}

/// Places of reference symbols that this cell has not are nobody's beside the PBCH (§6.6.4).
void reserve_beside_broadcast(const LteCellConfig& config, LteGrid& grid) {
  const int first = grid.subcarriers / 2 - kCentralSubcarriers / 2;
  for (int l = 0; l < 4; ++l) {
    if (l > 1 && (l != 3 || config.cp == CyclicPrefix::kNormal)) continue;
    for (int k = first; k < first + kCentralSubcarriers; ++k) {
      LteChannel& owner = grid.owner(grid.symbols / 2 + l, k);
      if (k % 3 == config.pci % 3 && owner == LteChannel::kNothing) owner = LteChannel::kReserved;
    }
  }
}

}  // namespace

int symbols_per_subframe(const LteCellConfig& config) {
  return config.cp == CyclicPrefix::kNormal ? 14 : 12;
}

void check_config(const LteCellConfig& c) {
  const auto require = [](bool good, const char* what) {
    if (!good) throw std::invalid_argument(std::string("LteCellConfig: ") + what);
  };
  constexpr std::array<int, 6> kBandwidths = {6, 15, 25, 50, 75, 100};
  require(c.pci <= 503, "PCI 0..503");
  require(std::count(kBandwidths.begin(), kBandwidths.end(), c.bandwidth_prb) == 1,
          "bandwidth of 6 15 25 50 75 100 PRB");
  require(c.ports == 1 || c.ports == 2 || c.ports == 4, "1, 2 or 4 ports");
  require(c.data_layers == 1 || (c.data_layers == 2 && c.ports == 2), "1 layer of data, or 2 on 2 ports");
  require(c.tdd_config <= 6, "TDD configuration 0..6");
  require(c.tdd_special <= (c.cp == CyclicPrefix::kNormal ? 8 : 7), "special subframe configuration");
  require(!c.cfi || (*c.cfi >= 1 && *c.cfi <= 3), "CFI 1..3");
  require(!c.sib1.aggregation || *c.sib1.aggregation == 4 || *c.sib1.aggregation == 8, "aggregation 4 or 8");
  require(c.sib1.prb_column == 2 || c.sib1.prb_column == 3, "size column 2 or 3");
  require(c.load >= 0.0 && c.load <= 1.0 && c.phich_load >= 0.0 && c.phich_load <= 1.0, "loads of 0..1");
  require(c.sfn_at_zero <= 1023, "SFN 0..1023");
}

SubframeTemplate make_subframe(const LteCellConfig& config, int subframe, int cfi) {
  SubframeTemplate t;
  t.grid.subcarriers = config.bandwidth_prb * lte::kSubcarriersPerPrb;
  t.grid.symbols = symbols_per_subframe(config);
  t.grid.ports = config.ports;
  const auto elements = t.grid.elements();
  t.grid.re.assign(elements * config.ports, cf32{});
  t.grid.channel.assign(elements, LteChannel::kNothing);
  t.downlink_symbols = downlink_symbols(config, subframe);
  if (t.downlink_symbols == 0) return t;

  const lte::CrsTable crs(config.pci, config.cp, config.bandwidth_prb);
  put_reference_signals(config, crs, subframe, t);
  put_sync_signals(config, subframe, t.grid);
  if (subframe == 0) reserve_beside_broadcast(config, t.grid);
  t.control_symbols = control_symbols(config, subframe, cfi);
  t.cfi = t.control_symbols - (config.bandwidth_prb <= 10 ? 1 : 0);
  t.control = control_layout(config, subframe, t.control_symbols);
  put_pcfich(config, t.control, subframe, t.cfi, t.grid);
  return t;
}

int choose_cfi(const LteCellConfig& config) {
  if (config.cfi) return *config.cfi;
  const int needed = config.sib1.aggregation.value_or(4) * (config.sib1.candidate + 1);
  int cfi = 2;
  while (cfi < 3 && control_layout(config, 5, control_symbols(config, 5, cfi)).cce_count() < needed) ++cfi;
  return cfi;
}

std::vector<ResourceElement> pbch_elements(const LteCellConfig& config) {
  const int first = config.bandwidth_prb * lte::kSubcarriersPerPrb / 2 - kCentralSubcarriers / 2;
  const int per_slot = symbols_per_subframe(config) / 2;
  std::vector<ResourceElement> elements;
  for (int l = 0; l < 4; ++l) {
    // Reference symbols of four ports are left out whatever the cell has (§6.6.4).
    const bool reference = l < 2 || (l == 3 && config.cp == CyclicPrefix::kExtended);
    for (int k = first; k < first + kCentralSubcarriers; ++k) {
      if (!reference || k % 3 != config.pci % 3) elements.push_back({per_slot + l, k});
    }
  }
  return elements;
}

}  // namespace sb::dsp::synth
