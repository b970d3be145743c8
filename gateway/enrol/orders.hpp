#pragma once
// Orders to a node as rows that wait to be sent: "listen here now", "send spectrum", "calibrate", "take this
// update".
#include <string>

#include "gateway/store/node_book.hpp"
#include "models/core/result.hpp"

namespace sb::gateway {

struct ListenOrder {
  double centre_hz = 0.0, sample_rate_hz = 0.0, duration_s = 0.0;
};

struct SpectrumOrder {
  double low_hz = 0.0, high_hz = 0.0, duration_s = 0.0, rows_per_s = 0.0;
};

struct UpdateOrder {
  std::string artefact;  ///< "config" or "software"
  std::string version;
  std::string
      content;  ///< the whole artefact; configurations travel in the order, software is fetched by its hash
};

/// Who orders, whom, when. An order that was not answered by `now + valid_for` is not obeyed any more.
struct OrderHead {
  std::string node_id, by;
  UtcNs now = 0;
  UtcNs valid_for = 60LL * 1'000'000'000;
};

// Errors: kInvalidArgument with the wire's word for what is out of range.
Result<NodeCommand> listen_order(const OrderHead& head, const ListenOrder& order);
Result<NodeCommand> spectrum_order(const OrderHead& head, const SpectrumOrder& order);
Result<NodeCommand> calibrate_order(const OrderHead& head);
Result<NodeCommand> update_order(const OrderHead& head, const UpdateOrder& order);

}  // namespace sb::gateway
