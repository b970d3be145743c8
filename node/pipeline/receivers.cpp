#include "node/pipeline/receivers.hpp"

#include "dsp/cell/lte/receiver.hpp"

namespace sb::node {
namespace {

class LteReceiver final : public CellReceiver {
 public:
  std::vector<dsp::CellEvidence> scan(const dsp::IqBlock& block) override { return receiver_.scan(block); }

 private:
  dsp::lte::Receiver receiver_;
};

template <typename Receiver>
std::unique_ptr<CellReceiver> make() {
  return std::make_unique<Receiver>();
}

// To join: one line. The confidence is what is left after the false alarms that the receiver allows itself: a
// few blocks in a hundred for unconfirmed synchronisation, 16 and 24 bit checks over the tries of a block.
constexpr std::array<ReceiverKind, 1> kReceivers{{
    {dsp::Rat::kLte, dsp::lte::Receiver::info, make<LteReceiver>, {0.97F, 0.999F, 0.99999F}},
}};

}  // namespace

std::span<const ReceiverKind> receiver_kinds() {
  return kReceivers;
}

}  // namespace sb::node
