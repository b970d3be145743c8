#pragma once
// What the gateway may order of the receiver, and how it went.
#include <cstdint>
#include <string>

namespace sb::node {

enum class OrderKind : std::uint8_t { kListen, kSpectrum, kCalibrate };

struct Order {
  std::string id;  ///< of the command
  OrderKind kind = OrderKind::kListen;
  double low_hz = 0.0, high_hz = 0.0;  ///< kListen: both its centre
  double sample_rate_hz = 0.0;         ///< 0: the plan's own
  double duration_s = 0.0;
  double rows_per_s = 1.0;  ///< kSpectrum
};

struct OrderResult {
  std::string id;
  OrderKind kind = OrderKind::kListen;
  bool done = false;
  std::string text;  ///< why not
};

}  // namespace sb::node
