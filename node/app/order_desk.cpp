#include "node/app/order_desk.hpp"

namespace sb::node {
namespace {

namespace pb = wire::pb;

pb::Reply refusal(const std::string& why) {
  pb::Reply reply;
  reply.set_done(false);
  reply.set_text(why);
  return reply;
}

}  // namespace

std::optional<pb::Reply> OrderDesk::obey(const pb::Command& command) {
  const std::string& id = command.command_id();
  switch (command.order_case()) {
    case pb::Command::kListen: {
      const auto& listen = command.listen();
      return give({id, OrderKind::kListen, listen.centre_hz(), listen.centre_hz(), listen.sample_rate_hz(),
                   static_cast<double>(listen.duration_s())});
    }
    case pb::Command::kStreamSpectrum: {
      const auto& stream = command.stream_spectrum();
      return give({id, OrderKind::kSpectrum, stream.low_hz(), stream.high_hz(), 0.0,
                   static_cast<double>(stream.duration_s()), static_cast<double>(stream.rows_per_s())});
    }
    case pb::Command::kCalibrate:
      return give({id, OrderKind::kCalibrate});
    case pb::Command::kFetchEvidence:
      return fetch_evidence_ ? fetch_evidence_(command) : refusal("this node keeps no evidence");
    case pb::Command::kUpdate:
      return update_ ? update_(command) : refusal("this node takes no updates");
    case pb::Command::kAcknowledge:
    case pb::Command::kRequestStatus:
    case pb::Command::ORDER_NOT_SET:
      break;
  }
  return refusal("this node does not know that order");
}

std::optional<pb::Reply> OrderDesk::give(Order order) {
  if (planner_.order(std::move(order))) return std::nullopt;
  return refusal("too many orders wait");
}

std::optional<pb::Reply> OrderDesk::next_reply() {
  auto result = planner_.take_result();
  if (!result) return std::nullopt;
  pb::Reply reply;
  reply.set_command_id(std::move(result->id));
  reply.set_done(result->done);
  reply.set_text(fitting(result->text, 512));
  if (result->done && result->kind == OrderKind::kCalibrate && calibrated_) reply.set_text(calibrated_());
  return reply;
}

}  // namespace sb::node
