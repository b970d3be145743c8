#pragma once
// A node that does nothing it is told, and says so.
#include "node/uplink/orders.hpp"

namespace sb::tests {

class NoOrders final : public node::Orders {
 public:
  std::optional<wire::pb::Reply> obey(const wire::pb::Command& /*command*/) override {
    wire::pb::Reply reply;
    reply.set_text("no");
    return reply;
  }
  std::optional<wire::pb::Reply> next_reply() override { return std::nullopt; }
  std::optional<wire::pb::SpectrumRow> next_row() override { return std::nullopt; }
};

}  // namespace sb::tests
