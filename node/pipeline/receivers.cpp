#include "node/pipeline/receivers.hpp"

namespace sb::node {
namespace {

// To join: one line. The confidence is one minus the false alarm rate that the receiver's own tests measure.
constexpr std::array<ReceiverKind, 0> kReceivers{};

}  // namespace

std::span<const ReceiverKind> receiver_kinds() {
  return kReceivers;
}

}  // namespace sb::node
