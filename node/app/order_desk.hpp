#pragma once
// Sends the gateway's orders to those who can carry them out, and their answers back.
#include <functional>

#include "node/app/spectrum_rows.hpp"
#include "node/schedule/planner.hpp"
#include "node/uplink/orders.hpp"

namespace sb::node {

/// The sender's thread.
class OrderDesk final : public Orders {
 public:
  /// For an order that is answered at once.
  using Answer = std::function<wire::pb::Reply(const wire::pb::Command&)>;
  /// What a calibration came to, for a person.
  using CalibrationWords = std::function<std::string()>;

  OrderDesk(Planner& planner, SpectrumRows& rows) : planner_(planner), rows_(rows) {}

  /// Without these, such orders are answered with a refusal.
  void on_update(Answer answer) { update_ = std::move(answer); }
  void on_fetch_evidence(Answer answer) { fetch_evidence_ = std::move(answer); }
  void on_calibrated(CalibrationWords words) { calibrated_ = std::move(words); }

  std::optional<wire::pb::Reply> obey(const wire::pb::Command& command) override;
  std::optional<wire::pb::Reply> next_reply() override;
  std::optional<wire::pb::SpectrumRow> next_row() override { return rows_.next(); }

 private:
  std::optional<wire::pb::Reply> give(Order order);

  Planner& planner_;
  SpectrumRows& rows_;
  Answer update_, fetch_evidence_;
  CalibrationWords calibrated_;
};

}  // namespace sb::node
