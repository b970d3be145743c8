#include "dsp/cell/lte/cancel/cell_image.hpp"

#include <algorithm>
#include <cmath>

#include "dsp/cell/lte/pbch.hpp"
#include "dsp/cell/lte/sync_sequences.hpp"
#include "dsp/core/index.hpp"

namespace sb::dsp::lte {
namespace {

/// References that are there leave no more than this of what stands in their places; where they are not, the
/// estimate explains less than a tenth of it.
constexpr float kPresent = 0.8F;
/// Known symbols that leave more than this of their own power were not the right ones.
constexpr float kBroadcastFits = 0.35F;
/// Neighbours on either side over which a synchronisation symbol's channel is averaged: 135 kHz.
constexpr std::ptrdiff_t kSyncSpan = 4;
/// Of the cell's own power: what is left above it is taken for a poor image, not for another cell.
constexpr float kPoorImage = 0.18F;

}  // namespace

CellImager::CellImager(const CellView& view, const Mib& mib)
    : view_(view),
      mib_(mib),
      references_(view.pci, view.cyclic_prefix, view.n_prb),
      estimator_(view.pci, view.cyclic_prefix, view.n_prb, view.ports),
      decider_(view.ports),
      broadcast_(view, mib) {
  const int n_id_2 = view.pci % 3;
  for (const cf32 v : pss_sequence(n_id_2)) primary_.push_back(v);
  for (std::size_t half = 0; half < 2; ++half) {
    for (const float v : sss_sequence(view.pci / 3, n_id_2, half == 1)) secondary_[half].emplace_back(v);
  }
  const int narrow = kWindowPrb * kSubcarriersPerPrb;
  for (const ReIndex e : pbch_elements(view.pci, view.cyclic_prefix)) {
    const int symbol = e / narrow;
    broadcast_elements_.push_back(
        static_cast<ReIndex>(symbol * view.subcarriers() + view.middle() + e % narrow));
  }
}

const ElementMap& CellImager::map_of(int subframe) {
  auto& map = maps_[index(subframe)];
  if (!map) map = map_elements(view_, subframe);
  return *map;
}

void CellImager::fit() {
  estimator_.fit();
  floor_ = static_cast<float>(estimator_.noise_power());
}

/// Whether port 0's reference symbols in a symbol of the subframe are as the channel says.
bool CellImager::has_references(const SubframeGrid& grid, int symbol) const {
  float left = 0.0F;
  float power = 0.0F;
  for (const CrsSymbol& s : references_.symbols(grid.subframe, 0)) {
    if (s.symbol != symbol) continue;
    const auto row = grid.symbol(symbol);
    const std::size_t first = static_cast<std::size_t>(symbol) * row.size();
    for (std::size_t i = 0; i < s.value.size(); ++i) {
      const std::size_t k = index(s.first_subcarrier) + 6 * i;
      left += std::norm(row[k] - channel_.port[0][first + k] * s.value[i]);
      power += std::norm(row[k]);
    }
  }
  return left < kPresent * power;
}

/// The channel of a subframe all of whose references are there, or else the one held from before: beside a
/// TDD switch, or in a subframe for multicast, only the first symbols have them.
bool CellImager::measure_channel(const SubframeGrid& grid) {
  estimator_.estimate(grid, channel_);
  const int last = grid.symbols() - 3;  // with either prefix
  if (has_references(grid, 0) && has_references(grid, last)) {
    hold_channel();
    return true;
  }
  if (!have_held_) return false;
  for (std::size_t p = 0; p < index(view_.ports); ++p) channel_.port[p] = held_.port[p];
  return has_references(grid, 0);
}

void CellImager::hold_channel() {
  for (std::size_t p = 0; p < index(view_.ports); ++p) {
    const auto& from = channel_.port[p];
    auto& to = held_.port[p];
    const std::size_t width = index(view_.subcarriers());
    to.resize(from.size());
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = from[from.size() - width + i % width];
  }
  have_held_ = true;
}

void CellImager::put_references(const SubframeGrid& grid, SubframeImage& image) const {
  for (int p = 0; p < view_.ports; ++p) {
    for (const CrsSymbol& s : references_.symbols(grid.subframe, p)) {
      const std::size_t first = index(s.symbol) * index(view_.subcarriers());
      for (std::size_t i = 0; i < s.value.size(); ++i) {
        const std::size_t at = first + index(s.first_subcarrier) + 6 * i;
        image.re[at] += channel_.port[index(p)][at] * s.value[i];
      }
    }
  }
}

/// Which port or mixture of ports sends it is not said, so its channel is measured on the spot: first as a
/// mixture of the ports, then what that leaves, smoothed.
void CellImager::put_sync(const SubframeGrid& grid, int symbol, std::span<const cf32> sequence,
                          SubframeImage& image) const {
  const std::size_t first = index(symbol) * index(view_.subcarriers());
  std::array<std::size_t, kSyncCarriers> at;
  std::array<cf32, kSyncCarriers> left;
  for (std::size_t n = 0; n < kSyncCarriers; ++n) {
    at[n] = first + index(view_.middle() + 5) + n;  // five left free at either side
    left[n] = grid.re[at[n]] * std::conj(sequence[n]);
  }
  std::array<cf32, kSyncCarriers> fitted{};
  for (std::size_t p = 0; p < index(view_.ports); ++p) {
    const auto& h = channel_.port[p];
    cf32 along{};
    float power = 1e-30F;
    for (std::size_t n = 0; n < kSyncCarriers; ++n) {
      along += left[n] * std::conj(h[at[n]]);
      power += std::norm(h[at[n]]);
    }
    for (std::size_t n = 0; n < kSyncCarriers; ++n) {
      const cf32 part = h[at[n]] * (along / power);
      fitted[n] += part;
      left[n] -= part;
    }
  }
  for (std::ptrdiff_t n = 0; n < std::ssize(at); ++n) {
    const auto from = std::max<std::ptrdiff_t>(0, n - kSyncSpan);
    const auto to = std::min(std::ssize(at), n + kSyncSpan + 1);
    cf32 mean{};
    for (auto i = from; i < to; ++i) mean += left[static_cast<std::size_t>(i)];
    const auto here = static_cast<std::size_t>(n);
    image.re[at[here]] += (fitted[here] + mean / static_cast<float>(to - from)) * sequence[here];
  }
}

void CellImager::put_broadcast(const SubframeGrid& grid, SubframeImage& image) {
  const int sfn = ((mib_.sfn_frame0 + grid.frame) % 1024 + 1024) % 1024;
  const auto before = image.re;
  const float left = decider_.put(grid, channel_, broadcast_elements_, broadcast_.frame(sfn), image.re);
  if (left < kBroadcastFits) return;
  image.re = before;
  decider_.slice_qpsk(grid, channel_, broadcast_elements_, sliced_);
  decider_.put(grid, channel_, broadcast_elements_, sliced_, image.re);
}

/// Reference, synchronisation and broadcast symbols of which much is left were badly drawn: symbol by symbol
/// and resource block by resource block.
void CellImager::weigh_reserved(const SubframeGrid& grid, const ElementMap& map, SubframeImage& image) const {
  constexpr std::size_t kBlock = kSubcarriersPerPrb;
  for (std::size_t first = 0; first < grid.re.size(); first += kBlock) {
    float left = 0.0F;
    float own = 0.0F;
    float count = 0.0F;
    for (std::size_t i = first; i < first + kBlock; ++i) {
      if (!map.reserved[i]) continue;
      left += std::norm(grid.re[i] - image.re[i]);
      own += std::norm(channel_.port[0][i]);
      count += 1.0F;
    }
    if (count == 0.0F || left < std::max(4.0F * floor_ * count, kPoorImage * own)) continue;
    for (std::size_t i = first; i < first + kBlock; ++i) {
      if (map.reserved[i]) image.weight[i] = floor_ * count / left;
    }
  }
}

bool CellImager::draw(const SubframeGrid& grid, SubframeImage& image) {
  image.re.assign(grid.re.size(), cf32{});
  image.weight.assign(grid.re.size(), 1.0F);
  if (!measure_channel(grid)) return false;
  const ElementMap& map = map_of(grid.subframe);
  put_references(grid, image);
  const SyncSymbols sync = sync_symbols(view_, grid.subframe);
  if (sync.primary >= 0) put_sync(grid, sync.primary, primary_, image);
  if (sync.secondary >= 0) put_sync(grid, sync.secondary, secondary_[grid.subframe == 0 ? 0 : 1], image);
  if (grid.subframe == 0) put_broadcast(grid, image);
  weigh_reserved(grid, map, image);
  decider_.decide(grid, channel_, map, floor_, image);
  return true;
}

}  // namespace sb::dsp::lte
