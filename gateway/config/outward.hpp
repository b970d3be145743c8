#pragma once
#include "gateway/config/outward_config.hpp"
#include "gateway/config/section.hpp"

namespace sb::gateway {

void read_outward(Reading& reading, const toml::table& root, OutwardConfig& outward);

}  // namespace sb::gateway
