#include "dsp/cell/lte/sib1.hpp"

#include <cassert>
#include <memory>
#include <utility>

#include "dsp/cell/lte/channel_estimate.hpp"
#include "dsp/cell/lte/dci.hpp"
#include "dsp/cell/lte/pdcch.hpp"
#include "dsp/cell/lte/pdsch.hpp"

namespace sb::dsp::lte {
namespace {

constexpr int kSubframe = 5;
constexpr int kPeriodFrames = 8;  ///< four redundancy versions, one in each even frame

struct Occasion {
  SubframeGrid grid;
  int sfn = 0;
};

/// One walk through the stream.
class Sib1Search {
 public:
  Sib1Search(CellStream& carrier, const Mib& mib, Duplex duplex)
      : carrier_(carrier),
        mib_(mib),
        layout_{carrier.sync().pci, carrier.sync().cyclic_prefix, duplex, mib.bandwidth_prb, mib.ports},
        estimator_(layout_.pci, layout_.cyclic_prefix, mib.bandwidth_prb, mib.ports),
        pdcch_(carrier.sync(), mib, duplex, kSubframe, phich_factors(duplex, {}, kSubframe)) {}

  std::optional<DecodedSib1> run();

 private:
  std::optional<DecodedSib1> take(Occasion occasion);
  void use_grant(const FoundGrant& found);
  void add(const Occasion& occasion, int redundancy_version);
  std::optional<DecodedSib1> decode(SoftBuffer& buffer, int frame, int transmissions) const;

  CellStream& carrier_;
  const Mib& mib_;
  PdschLayout layout_;
  ChannelEstimator estimator_;
  ChannelEstimate channel_;
  PdcchSearch pdcch_;
  std::optional<FoundGrant> grant_;
  std::vector<Occasion> waiting_;  ///< occasions before the first grant was found
  std::vector<ReIndex> elements_;
  std::vector<float> soft_;
  std::unique_ptr<SoftBuffer> all_;     ///< every transmission
  std::unique_ptr<SoftBuffer> period_;  ///< those of the 80 ms at hand: content may change between periods
  int period_number_ = -1;
  int in_all_ = 0;
  int in_period_ = 0;
};

std::optional<DecodedSib1> Sib1Search::run() {
  for (int frame = 0; frame < carrier_.frame_count(); ++frame) {
    const int sfn = (mib_.sfn_frame0 + frame) % 1024;
    Occasion occasion;
    occasion.sfn = sfn;
    if (sfn % 2 != 0 || !carrier_.read(frame, kSubframe, occasion.grid)) continue;
    if (auto decoded = take(std::move(occasion))) return decoded;
  }
  return std::nullopt;
}

std::optional<DecodedSib1> Sib1Search::take(Occasion occasion) {
  estimator_.observe(occasion.grid);
  estimator_.fit();
  estimator_.estimate(occasion.grid, channel_);
  const auto found = pdcch_.next(occasion.grid, channel_, occasion.sfn);
  if (found) use_grant(*found);
  if (!grant_) {
    waiting_.push_back(std::move(occasion));
    return std::nullopt;
  }
  const int expected = sib1_redundancy_version(occasion.sfn);
  const bool told = found && found->grant.format == DciFormat::k1A;
  add(occasion, told ? found->grant.redundancy_version : expected);
  if (!waiting_.empty()) {
    for (const auto& before : std::exchange(waiting_, {})) {
      estimator_.estimate(before.grid, channel_);
      add(before, sib1_redundancy_version(before.sfn));
    }
  }
  const int frame = occasion.grid.frame;
  if (auto decoded = decode(*all_, frame, in_all_)) return decoded;
  return in_period_ < in_all_ ? decode(*period_, frame, in_period_) : std::nullopt;
}

/// A grant of another size is another message: what was summed is of no use to it.
void Sib1Search::use_grant(const FoundGrant& found) {
  if (!all_ || all_->transport_bits() != found.grant.transport_bits) {
    all_ = std::make_unique<SoftBuffer>(found.grant.transport_bits);
    period_ = std::make_unique<SoftBuffer>(found.grant.transport_bits);
    in_all_ = 0;
    in_period_ = 0;
  }
  grant_ = found;
  elements_ = pdsch_elements(layout_, kSubframe, found.grant.prb, found.symbols);
}

void Sib1Search::add(const Occasion& occasion, int redundancy_version) {
  soft_.resize(2 * elements_.size());
  demap_qpsk(occasion.grid, channel_, layout_.ports, elements_, soft_);
  descramble_pdsch(layout_.pci, kSubframe, soft_);
  const int period = (mib_.sfn_frame0 + occasion.grid.frame) / kPeriodFrames;
  if (period != period_number_) {
    period_->clear();
    in_period_ = 0;
    period_number_ = period;
  }
  all_->add(soft_, redundancy_version);
  period_->add(soft_, redundancy_version);
  ++in_all_;
  ++in_period_;
}

std::optional<DecodedSib1> Sib1Search::decode(SoftBuffer& buffer, int frame, int transmissions) const {
  const auto bits = buffer.decode();
  if (bits.empty()) return std::nullopt;
  DecodedSib1 decoded;
  decoded.message = octets_of(bits.first(static_cast<std::size_t>(buffer.transport_bits())));
  auto sib1 = parse_sib1(decoded.message);
  if (!sib1) return std::nullopt;
  decoded.sib1 = std::move(*sib1);
  decoded.frame = frame;
  decoded.transmissions = transmissions;
  return decoded;
}

}  // namespace

std::optional<DecodedSib1> decode_sib1(CellStream& carrier, const Mib& mib, Duplex duplex) {
  assert(carrier.n_prb() == mib.bandwidth_prb);
  return Sib1Search(carrier, mib, duplex).run();
}

}  // namespace sb::dsp::lte
