#pragma once
#include <span>
#include <string>
#include <vector>

#include "gateway/ticket/affected.hpp"

namespace sb::gateway {

/// One draft per carrier and incident: made when there is none, brought up to date while it is still a draft,
/// left alone afterwards. Sending is a person's decision. Returns the carriers of `affected`, each once.
std::vector<std::string> draft_tickets(Transaction& tx, const Incident& incident,
                                       std::span<const AffectedCell> affected, UtcNs now);

/// "viettel" -> "Viettel"; names of operators we do not know stay as they are.
std::string carrier_name(const std::string& operator_name);

}  // namespace sb::gateway
