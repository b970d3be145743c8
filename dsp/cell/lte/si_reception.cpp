#include "dsp/cell/lte/si_reception.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "dsp/cell/lte/channel_estimate.hpp"
#include "dsp/cell/lte/pdcch.hpp"
#include "dsp/cell/lte/pdsch.hpp"
#include "dsp/cell/lte/si_schedule.hpp"

namespace sb::dsp::lte {
namespace {

/// Soft bits of one message for one size of transport block: a grant that noise made has another size.
struct Combination {
  SoftBuffer window;  ///< transmissions of the window at hand
  SoftBuffer all;     ///< of every window: the content stands for a modification period
  int in_window = 0;
  int in_all = 0;

  explicit Combination(int transport_bits) : window(transport_bits), all(transport_bits) {}
};

struct Message {
  std::vector<Combination> combinations;
  int window = -1;  ///< its number, counted from SFN 0
  bool received = false;
};

/// One walk through the stream.
class SiSearch {
 public:
  SiSearch(CellStream& carrier, const Mib& mib, const Sib1& sib1)
      : carrier_(carrier),
        mib_(mib),
        sib1_(sib1),
        layout_{carrier.sync().pci, carrier.sync().cyclic_prefix, sib1.tdd ? Duplex::kTdd : Duplex::kFdd,
                mib.bandwidth_prb, mib.ports},
        estimator_(layout_.pci, layout_.cyclic_prefix, mib.bandwidth_prb, mib.ports),
        messages_(sib1.scheduling.size()) {}

  std::vector<ReceivedSi> run();

 private:
  void fit_channel();
  void look(int frame, int subframe, const SiOccasion& occasion);
  PdcchSearch& control_of(int subframe);
  void begin_window(Message& message, int window);
  Combination& combination_of(Message& message, int transport_bits);
  std::optional<ReceivedSi> add(const FoundGrant& found, const SiOccasion& occasion);
  static std::optional<ReceivedSi> decode(SoftBuffer& buffer, int transmissions);

  CellStream& carrier_;
  const Mib& mib_;
  const Sib1& sib1_;
  PdschLayout layout_;
  ChannelEstimator estimator_;
  ChannelEstimate channel_;
  SubframeGrid grid_;
  std::array<std::optional<PdcchSearch>, kSubframesPerFrame> control_;
  std::vector<Message> messages_;
  std::vector<float> soft_;
  std::vector<ReceivedSi> received_;
};

/// On subframes 0 and 5, which every cell has.
void SiSearch::fit_channel() {
  for (int frame = 0; frame < carrier_.frame_count(); ++frame) {
    for (const int subframe : {0, 5}) {
      if (carrier_.read(frame, subframe, grid_)) estimator_.observe(grid_);
    }
  }
  estimator_.fit();
}

std::vector<ReceivedSi> SiSearch::run() {
  fit_channel();
  for (int frame = 0; frame < carrier_.frame_count(); ++frame) {
    const int sfn = (mib_.sfn_frame0 + frame) % 1024;
    for (int subframe = 0; subframe < kSubframesPerFrame; ++subframe) {
      const auto occasion = si_occasion(sib1_, sfn, subframe);
      if (!occasion || messages_[occasion->message].received) continue;
      if (!carrier_.read(frame, subframe, grid_)) continue;
      begin_window(messages_[occasion->message],
                   (kSubframesPerFrame * sfn + subframe - occasion->subframe_of_window));
      look(frame, subframe, *occasion);
    }
  }
  std::ranges::sort(received_, {}, &ReceivedSi::number);
  return std::move(received_);
}

void SiSearch::look(int frame, int subframe, const SiOccasion& occasion) {
  estimator_.estimate(grid_, channel_);
  const auto found = control_of(subframe).once(grid_, channel_);
  if (!found) return;
  auto received = add(*found, occasion);
  if (!received) return;
  received->number = occasion.message;
  received->frame = frame;
  received->subframe = subframe;
  messages_[occasion.message] = {{}, -1, true};
  received_.push_back(std::move(*received));
}

PdcchSearch& SiSearch::control_of(int subframe) {
  auto& search = control_[static_cast<std::size_t>(subframe)];
  if (!search) {
    const auto configuration = sib1_.tdd ? std::optional(sib1_.tdd->subframe_assignment) : std::nullopt;
    search.emplace(carrier_.sync(), mib_, layout_.duplex, subframe,
                   phich_factors(layout_.duplex, configuration, subframe));
  }
  return *search;
}

void SiSearch::begin_window(Message& message, int window) {
  if (window == message.window) return;
  message.window = window;
  for (Combination& c : message.combinations) {
    c.window.clear();
    c.in_window = 0;
  }
}

Combination& SiSearch::combination_of(Message& message, int transport_bits) {
  const auto known = std::ranges::find_if(
      message.combinations, [&](const Combination& c) { return c.all.transport_bits() == transport_bits; });
  return known != message.combinations.end() ? *known : message.combinations.emplace_back(transport_bits);
}

std::optional<ReceivedSi> SiSearch::add(const FoundGrant& found, const SiOccasion& occasion) {
  const auto elements = pdsch_elements(layout_, grid_.subframe, found.grant.prb, found.symbols);
  soft_.resize(2 * elements.size());
  demap_qpsk(grid_, channel_, layout_.ports, elements, soft_);
  descramble_pdsch(layout_.pci, grid_.subframe, soft_);
  const int version = found.grant.format == DciFormat::k1A
                          ? found.grant.redundancy_version
                          : si_redundancy_version(occasion.subframe_of_window);
  Combination& c = combination_of(messages_[occasion.message], found.grant.transport_bits);
  c.window.add(soft_, version);
  c.all.add(soft_, version);
  if (auto received = decode(c.all, ++c.in_all)) return received;
  return ++c.in_window < c.in_all ? decode(c.window, c.in_window) : std::nullopt;
}

std::optional<ReceivedSi> SiSearch::decode(SoftBuffer& buffer, int transmissions) {
  const auto bits = buffer.decode();
  if (bits.empty()) return std::nullopt;
  ReceivedSi received;
  received.transmissions = transmissions;
  received.message = octets_of(bits.first(static_cast<std::size_t>(buffer.transport_bits())));
  if (auto content = parse_system_information(received.message)) received.content = std::move(*content);
  return received;
}

}  // namespace

std::vector<ReceivedSi> receive_system_information(CellStream& carrier, const Mib& mib, const Sib1& sib1) {
  assert(carrier.n_prb() == mib.bandwidth_prb);
  return SiSearch(carrier, mib, sib1).run();
}

}  // namespace sb::dsp::lte
