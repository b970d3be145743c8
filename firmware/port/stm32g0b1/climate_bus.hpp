#pragma once
// The SHT40 on I2C1: each look fetches what the last one asked for, so that nobody waits for the conversion.
#include <optional>

#include "firmware/core/hal.hpp"

namespace sb::fw {

class ClimateBus {
 public:
  void open();
  std::optional<ClimateWords> look();

 private:
  bool was_asked_ = false;
};

}  // namespace sb::fw
