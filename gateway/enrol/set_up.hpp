#pragma once
// Enrolment as a configuration says.
#include <memory>
#include <string>

#include "gateway/config/config.hpp"
#include "gateway/enrol/enrolment.hpp"

namespace sb::gateway {

/// Needs config.enrolment. Errors: files of the authority or the TLS certificate that cannot be read.
Result<std::unique_ptr<Enrolment>> set_up_enrolment(const Config& config, Store& store, NodeBook& book,
                                                    const std::string& gateway_public_key_pem);

}  // namespace sb::gateway
