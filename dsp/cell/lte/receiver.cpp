#include "dsp/cell/lte/receiver.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "dsp/cell/lte/broadcast_parameters.hpp"
#include "dsp/cell/lte/carrier_plan.hpp"
#include "dsp/cell/lte/carrier_search.hpp"
#include "dsp/cell/lte/cell_stream.hpp"
#include "dsp/cell/lte/measurement.hpp"
#include "dsp/cell/lte/mib.hpp"
#include "dsp/cell/lte/si_reception.hpp"
#include "dsp/cell/lte/whole_carrier.hpp"
#include "models/bandplan/lte_bands.hpp"

namespace sb::dsp::lte {
namespace {

constexpr double kLowestRateHz = 1.2e6;  ///< holds the 72 middle subcarriers
constexpr double kShortestSeconds = 1e-3;
constexpr double kMiddleWidthHz = 1.08e6;  ///< 6 PRB
constexpr int kMiddlePrb = 6;
/// Cells of one channel differ by their own clocks only, 0.05 ppm each (TS 36.104 §6.5.1); but a cell under
/// another may be measured kilohertz off.
constexpr double kOneChannelHz = 7e3;
/// Longest part of a block that is searched and kept as spectra; half a gigabyte at 61.44 MS/s.
constexpr double kLongestSeconds = 0.5;

cf32 mean_of(std::span<const cf32> samples) {
  std::complex<double> sum{};
  for (const cf32& x : samples) sum += std::complex<double>(x);
  return static_cast<cf32>(sum / static_cast<double>(samples.size()));
}

float decibel(double power) {
  return static_cast<float>(10.0 * std::log10(std::max(power, 1e-20)));
}

/// Subframe 5 of every even frame, and some.
std::vector<TimeSpan> sib1_times(const CellStream& stream, const Mib& mib) {
  constexpr double kMarginSeconds = 0.1e-3;
  std::vector<TimeSpan> times;
  for (int frame = 0; frame < stream.frame_count(); ++frame) {
    if ((mib.sfn_frame0 + frame) % 2 != 0) continue;
    const double begin = stream.frame_start_s(frame) + 5e-3;
    times.push_back({begin - kMarginSeconds, begin + 1e-3 + kMarginSeconds});
  }
  return times;
}

}  // namespace

struct Receiver::State {
  ReceiverOptions options;

  struct Scan {
    const IqBlock& block;
    cf32 dc;
    SearchSpectra spectra;
    std::vector<float> power;
    CarrierSearch search;
    std::vector<FoundCell> found;

    explicit Scan(const IqBlock& b)
        : block(b),
          dc(mean_of(b.samples)),
          spectra(b.samples, b.sample_rate_hz, dc, kLongestSeconds),
          power(spectra.mean_power()),
          search(spectra) {}
  };

  void progress(double share) const {
    if (options.progress) options.progress(share);
  }
  void search_window(Scan& scan, double offset_hz, const SearchRange& range, bool quick) const;
  void find(Scan& scan) const;
  double nominal_hz(const Scan& scan, const FoundCell& cell) const;
  std::vector<CarrierCells> separate(Scan& scan) const;
  static std::optional<DecodedSib1> read_sib1_beneath(const Scan& scan, const CarrierCells& carrier,
                                                      const CoChannelCell& heard);
  static void read_whole_carrier(const Scan& scan, const CarrierCells& carrier, const CoChannelCell& heard,
                                 CellEvidence& evidence);
  std::optional<CellEvidence> report(Scan& scan, const CarrierCells& carrier,
                                     const CoChannelCell& heard) const;
};

void Receiver::State::search_window(Scan& scan, double offset_hz, const SearchRange& range,
                                    bool quick) const {
  const int bin = scan.spectra.bin_of(offset_hz);
  for (const FoundCell& cell : scan.search.search(bin, range, quick, options.max_cells_per_carrier, false)) {
    const auto old = std::ranges::find_if(scan.found, [&](const FoundCell& f) { return same_cell(f, cell); });
    if (old == scan.found.end()) {
      scan.found.push_back(cell);
    } else if (cell.check.log_false_alarm_repeating < old->check.log_false_alarm_repeating) {
      *old = cell;
    }
  }
}

/// Likely places with the whole range of offsets first. The receiver's own offset and clock, once a cell
/// tells them, make the rest of the raster cheap; where none does, it is gone through quickly.
void Receiver::State::find(Scan& scan) const {
  const IqBlock& block = scan.block;
  const auto plan = plan_carriers(scan.power, {block.sample_rate_hz, block.centre_hz, scan.spectra.bin_hz()});
  SearchRange whole;
  whole.low_cfo_hz = -options.max_cfo_hz;
  whole.high_cfo_hz = options.max_cfo_hz;
  const auto steps = static_cast<double>(plan.likely.size() + plan.raster.size() + 1);
  double done = 0.0;
  for (const double offset : plan.likely) {
    search_window(scan, offset, whole, false);
    progress(0.9 * ++done / steps);
  }
  SearchRange rest;
  rest.low_cfo_hz = -std::min(options.max_cfo_hz, 50e3);
  rest.high_cfo_hz = -rest.low_cfo_hz;
  const auto best = std::ranges::min_element(
      scan.found, {}, [](const FoundCell& f) { return f.check.log_false_alarm_repeating; });
  if (best != scan.found.end() && best->proof == Proof::kFull) {
    const double own = best->offset_hz() - nominal_hz(scan, *best);
    rest = {own - 2e3, own + 2e3, best->check.sync.sample_clock_ppm - 6.0,
            best->check.sync.sample_clock_ppm + 6.0};
  }
  for (const double offset : plan.raster) {
    search_window(scan, offset, rest, true);
    progress(0.9 * ++done / steps);
  }
}

/// Offset of the raster point a cell belongs to. Who records a carrier tunes to it: a cell within the
/// receiver's offset of the capture's centre belongs there; what the strongest such cell says of the receiver
/// holds for the others.
double Receiver::State::nominal_hz(const Scan& scan, const FoundCell& cell) const {
  const auto at_centre = [&](const FoundCell& f) { return std::abs(f.offset_hz()) <= options.max_cfo_hz; };
  if (at_centre(cell)) return 0.0;
  double own = 0.0;
  for (const FoundCell& f : scan.found) {
    if (at_centre(f) && f.proof == Proof::kFull) own = f.offset_hz();
    if (own != 0.0) break;
  }
  return nearest_raster_hz(cell.offset_hz() - own, scan.block.centre_hz);
}

/// Cells of one channel are read together, strongest first, each without those above it.
std::vector<CarrierCells> Receiver::State::separate(Scan& scan) const {
  std::vector<CarrierCells> carriers;
  auto left = scan.found;
  std::ranges::sort(left, std::ranges::greater{}, [](const FoundCell& f) { return f.check.rsrp; });
  while (!left.empty()) {
    const FoundCell first = left.front();
    const auto of_first = [&](const FoundCell& f) {
      return std::abs(f.offset_hz() - first.offset_hz()) < kOneChannelHz;
    };
    std::vector<FoundCell> together;
    std::ranges::copy_if(left, std::back_inserter(together), of_first);
    std::erase_if(left, of_first);
    for (FoundCell& f : together) {
      f.check.sync.cfo_hz = f.offset_hz() - first.window_hz;
      f.window_hz = first.window_hz;
      f.window_bin = first.window_bin;
    }
    CoChannelLimits limits;
    limits.max_cells = options.max_cells_per_carrier;
    carriers.push_back(search_co_channel(scan.search.samples(first.window_bin), together, limits));
  }
  return carriers;
}

/// Without those above it.
std::optional<DecodedSib1> Receiver::State::read_sib1_beneath(const Scan& scan, const CarrierCells& carrier,
                                                              const CoChannelCell& heard) {
  auto whole = WholeCarrier::open(scan.block, scan.dc, heard.cell, heard.mib->bandwidth_prb);
  if (!whole) return std::nullopt;
  CellStream stream(whole->samples(), whole->fft_size(), heard.mib->bandwidth_prb, whole->sync());
  const auto times = sib1_times(stream, *heard.mib);
  const auto above = std::span(carrier.cells).first(static_cast<std::size_t>(heard.beneath));
  for (const CoChannelCell& other : above) whole->remove(other.cell, *other.mib, times);
  return decode_sib1(stream, *heard.mib, whole->sync().duplex);
}

/// Measurement and system information over the cell's full bandwidth. A cell that was heard under others may
/// yet be read better as it came; its level is the one without those above it.
void Receiver::State::read_whole_carrier(const Scan& scan, const CarrierCells& carrier,
                                         const CoChannelCell& heard, CellEvidence& evidence) {
  auto decoded = heard.beneath > 0 ? read_sib1_beneath(scan, carrier, heard) : std::nullopt;
  const auto whole = WholeCarrier::open(scan.block, scan.dc, heard.cell, heard.mib->bandwidth_prb);
  if (!whole) return;
  CellStream stream(whole->samples(), whole->fft_size(), heard.mib->bandwidth_prb, whole->sync());
  if (heard.beneath == 0) {
    if (const auto m = measure_cell(stream, false, evidence.first_s)) put_measurement(*m, evidence);
  }
  if (!decoded) decoded = decode_sib1(stream, *heard.mib, whole->sync().duplex);
  if (!decoded) return;
  evidence.level = DecodeLevel::kSystemInformation;
  for (const BroadcastPlmn& plmn : decoded->sib1.plmns) evidence.plmns.push_back(plmn.plmn);
  evidence.tac = decoded->sib1.tac;
  evidence.cell_id = decoded->sib1.cell_identity;
  evidence.band = decoded->sib1.band;
  evidence.barred = decoded->sib1.cell_barred;
  evidence.broadcast = parameters_of(decoded->sib1);
  evidence.system_information = std::move(decoded->message);
  if (const auto channel = models::lte_earfcn(evidence.frequency_hz, evidence.band))
    evidence.channel = channel;
  for (ReceivedSi& si : receive_system_information(stream, *heard.mib, decoded->sib1)) {
    if (si.content) add_parameters(*si.content, evidence.channel, *evidence.broadcast);
    evidence.further_system_information.push_back(std::move(si.message));
  }
}

/// How far the cell lies under the strongest of its channel.
void say_beneath_what(const CarrierCells& carrier, const CoChannelCell& heard, CellEvidence& evidence) {
  const auto rsrp = [](const CoChannelCell& c) { return c.cell.check.rsrp; };
  const auto above = std::ranges::max_element(carrier.cells, {}, rsrp);
  const bool believed = above->mib || above->cell.proof == Proof::kFull;
  if (&*above == &heard || !believed) return;
  evidence.under_db = decibel(static_cast<double>(rsrp(*above) / rsrp(heard)));
  evidence.under_id = above->cell.check.sync.pci;
}

std::optional<CellEvidence> Receiver::State::report(Scan& scan, const CarrierCells& carrier,
                                                    const CoChannelCell& heard) const {
  const FoundCell& cell = heard.cell;
  const CellSync& sync = cell.check.sync;
  const auto& mib = heard.mib;
  const bool others =
      std::ranges::any_of(scan.found, [](const FoundCell& f) { return f.proof == Proof::kFull; });
  if (!mib && (cell.proof == Proof::kNone || (cell.proof == Proof::kNoise && others))) return std::nullopt;

  CellEvidence evidence;
  const double nominal = nominal_hz(scan, cell);
  evidence.frequency_hz = scan.block.centre_hz + nominal;
  evidence.cfo_hz = static_cast<float>(cell.offset_hz() - nominal);
  evidence.channel = models::lte_earfcn(evidence.frequency_hz);
  evidence.physical_id = sync.pci;
  evidence.duplex = sync.duplex;
  evidence.cyclic_prefix = sync.cyclic_prefix;
  evidence.rsrp_dbfs = decibel(static_cast<double>(cell.check.rsrp));
  evidence.snr_db = cell.check.snr_db;
  evidence.noise_dbfs = evidence.rsrp_dbfs - evidence.snr_db;
  say_beneath_what(carrier, heard, evidence);
  const CellStream stream({}, kSearchFftSize, kMiddlePrb, sync);
  const int first_frame = stream.frame_start_s(0) < 0.0 ? 1 : 0;
  evidence.first_s = stream.frame_start_s(first_frame);
  double width_hz = kMiddleWidthHz;
  if (mib) {
    evidence.level = DecodeLevel::kMib;
    evidence.bandwidth_prb = mib->bandwidth_prb;
    evidence.ports = mib->ports;
    evidence.master_information.assign(mib->message.begin(), mib->message.end());
    evidence.sfn = static_cast<std::uint16_t>((mib->sfn_frame0 + first_frame) % 1024);
    width_hz = mib->bandwidth_prb * kSubcarriersPerPrb * kSubcarrierHz;
    read_whole_carrier(scan, carrier, heard, evidence);
  }
  if (heard.beneath == 0 && std::isnan(evidence.rsrp_sigma_db)) {  // the block holds the middle only
    CellStream middle(scan.search.samples(cell.window_bin), kSearchFftSize, kMiddlePrb, sync);
    const auto m = measure_cell(middle, sync.duplex == Duplex::kFdd, evidence.first_s);
    if (m) put_measurement(*m, evidence);
  }
  evidence.power_dbfs = decibel(band_power(scan.power, scan.spectra.bin_hz(), cell.offset_hz(), width_hz));
  return evidence;
}

Receiver::Receiver(ReceiverOptions options) : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
}
Receiver::~Receiver() = default;

DetectorInfo Receiver::info() {
  return {"cell.lte", 3};
}

std::vector<CellEvidence> Receiver::scan(const IqBlock& block) {
  const double seconds = static_cast<double>(block.samples.size()) / block.sample_rate_hz;
  if (!(block.sample_rate_hz >= kLowestRateHz) || seconds < kShortestSeconds) return {};
  State::Scan scan(block);
  state_->find(scan);
  std::vector<CellEvidence> cells;
  for (const CarrierCells& carrier : state_->separate(scan)) {
    for (const CoChannelCell& heard : carrier.cells) {
      if (auto evidence = state_->report(scan, carrier, heard)) cells.push_back(std::move(*evidence));
    }
  }
  state_->progress(1.0);
  return cells;
}

}  // namespace sb::dsp::lte
