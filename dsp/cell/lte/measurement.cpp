#include "dsp/cell/lte/measurement.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/cell/lte/crs.hpp"
#include "dsp/cell/lte/pilot_fit.hpp"

namespace sb::dsp::lte {
namespace {

constexpr std::size_t kFewestSubframes = 4;

double tone_hz(int subcarrier, int n_prb) {
  const int half = n_prb * kSubcarriersPerPrb / 2;
  return kSubcarrierHz * (subcarrier < half ? subcarrier - half : subcarrier - half + 1);  // DC is left out
}

PilotGeometry geometry_of(const CrsTable& crs, CyclicPrefix prefix, int n_prb) {
  const Numerology numerology{kSearchFftSize, prefix};
  PilotGeometry geometry;
  const auto symbols = crs.symbols(0, 0);
  for (std::size_t l = 0; l < 4; ++l) {
    geometry.symbol_s[l] = numerology.symbol_start(symbols[l].symbol) / numerology.sample_rate_hz();
    for (int i = 0; i < 2 * n_prb; ++i)
      geometry.tone_hz[l].push_back(tone_hz(symbols[l].first_subcarrier + 6 * i, n_prb));
  }
  return geometry;
}

PilotSubframe pilots_of(const SubframeGrid& grid, std::span<const CrsSymbol> references) {
  PilotSubframe pilots;
  pilots.frame = grid.frame;
  pilots.subframe = grid.subframe;
  double energy = 0.0;
  for (std::size_t l = 0; l < 4; ++l) {
    const auto row = grid.symbol(references[l].symbol);
    for (const cf32& re : row) energy += static_cast<double>(std::norm(re));
    pilots.channel[l].reserve(references[l].value.size());
    for (std::size_t i = 0; i < references[l].value.size(); ++i) {
      const auto k = static_cast<std::size_t>(references[l].first_subcarrier) + 6 * i;
      pilots.channel[l].push_back(row[k] * std::conj(references[l].value[i]));
    }
  }
  pilots.rssi = energy / 4.0;
  return pilots;
}

std::vector<PilotSubframe> read_pilots(CellStream& carrier, bool every_subframe, const CrsTable& crs) {
  std::vector<PilotSubframe> all;
  SubframeGrid grid;
  for (int frame = 0; frame < carrier.frame_count(); ++frame) {
    for (int subframe = 0; subframe < kSubframesPerFrame; subframe += every_subframe ? 1 : 5) {
      if (!carrier.read(frame, subframe, grid)) continue;
      auto& pilots = all.emplace_back(pilots_of(grid, crs.symbols(subframe, 0)));
      pilots.time_s = carrier.frame_start_s(frame) + subframe * 1e-3;
    }
  }
  return all;
}

double decibel(double power) {
  return 10.0 * std::log10(std::max(power, 1e-30));
}

/// Sums of a subframe: signal by pairs of equal elements a slot apart, whose noise is independent and whose
/// channel is the same; noise by their difference; pairs; power of its symbols; one.
Block sums_of(const PilotSubframe& pilots, const std::complex<double>& turn) {
  double signal = 0.0;
  double noise = 0.0;
  double pairs = 0.0;
  for (std::size_t l = 0; l < 2; ++l) {
    for (std::size_t i = 0; i < pilots.channel[l].size(); ++i) {
      const std::complex<double> early(pilots.channel[l][i]);
      const auto late = std::complex<double>(pilots.channel[l + 2][i]) * turn;
      signal += (late * std::conj(early)).real();
      noise += std::norm(late - early) / 2.0;
      pairs += 1.0;
    }
  }
  return {signal, noise, pairs, pilots.rssi, 1.0};
}

/// Traffic and synchronisation differ from subframe to subframe in a way that repeats every frame: no error.
std::vector<Block> by_frame(std::span<const Block> blocks, std::span<const PilotSubframe> pilots) {
  std::vector<Block> frames;
  for (std::size_t k = 0; k < blocks.size(); ++k) {
    if (k == 0 || pilots[k].frame != pilots[k - 1].frame) frames.emplace_back(blocks[k].size());
    for (std::size_t i = 0; i < blocks[k].size(); ++i) frames.back()[i] += blocks[k][i];
  }
  return frames;
}

double rsrp_of(const Block& s) {
  return s[0].real() / s[2].real();
}
double noise_of(const Block& s) {
  return s[1].real() / s[2].real();
}
double rssi_of(const Block& s) {
  return s[3].real() / s[4].real();
}

void put(const Measured& measured, float& value, float& sigma) {
  if (!std::isfinite(measured.sigma)) return;
  value = static_cast<float>(measured.value);
  sigma = static_cast<float>(measured.sigma);
}

}  // namespace

void put_measurement(const CellMeasurement& m, CellEvidence& evidence) {
  put(m.rsrp_dbfs, evidence.rsrp_dbfs, evidence.rsrp_sigma_db);
  put(m.snr_db, evidence.snr_db, evidence.snr_sigma_db);
  put(m.noise_dbfs, evidence.noise_dbfs, evidence.noise_sigma_db);
  put(m.rssi_dbfs, evidence.rssi_dbfs, evidence.rssi_sigma_db);
  put(m.rsrq_db, evidence.rsrq_db, evidence.rsrq_sigma_db);
  if (std::isfinite(m.cfo_hz.sigma)) {
    evidence.cfo_hz += static_cast<float>(m.cfo_hz.value);
    evidence.cfo_sigma_hz = static_cast<float>(m.cfo_hz.sigma);
  }
  if (std::isfinite(m.delay_s.sigma)) {
    evidence.first_s += m.delay_s.value;
    evidence.timing_sigma_ns = static_cast<float>(1e9 * m.delay_s.sigma);
  }
}

std::optional<CellMeasurement> measure_cell(CellStream& carrier, bool every_subframe, double at_s) {
  const CellSync& sync = carrier.sync();
  const CrsTable crs(sync.pci, sync.cyclic_prefix, carrier.n_prb());
  const PilotGeometry geometry = geometry_of(crs, sync.cyclic_prefix, carrier.n_prb());
  auto pilots = read_pilots(carrier, every_subframe, crs);
  if (pilots.size() < kFewestSubframes) return std::nullopt;
  CellMeasurement m;
  m.delay_s = fit_delay(pilots, geometry, at_s);
  m.cfo_hz = fit_offset(pilots, geometry);
  const double apart_s = geometry.symbol_s[2] - geometry.symbol_s[0];
  const auto turn = std::polar(1.0, -2.0 * std::numbers::pi * m.cfo_hz.value * apart_s);
  std::vector<Block> blocks;
  Block all(5);
  for (const PilotSubframe& p : pilots) {
    const Block& block = blocks.emplace_back(sums_of(p, turn));
    for (std::size_t i = 0; i < all.size(); ++i) all[i] += block[i];
  }
  if (!(rsrp_of(all) > 0.0) || !(noise_of(all) > 0.0)) return std::nullopt;
  m.rsrp_dbfs = jackknife(blocks, [](const Block& s) { return decibel(rsrp_of(s)); });
  m.noise_dbfs = jackknife(blocks, [](const Block& s) { return decibel(noise_of(s)); });
  m.snr_db = jackknife(blocks, [](const Block& s) { return decibel(rsrp_of(s)) - decibel(noise_of(s)); });
  const auto frames = by_frame(blocks, pilots);
  m.rssi_dbfs = jackknife(frames, [](const Block& s) { return decibel(rssi_of(s)); });
  const double blocks_db = decibel(carrier.n_prb());
  m.rsrq_db = jackknife(
      frames, [&](const Block& s) { return blocks_db + decibel(rsrp_of(s)) - decibel(rssi_of(s)); });
  return m;
}

}  // namespace sb::dsp::lte
