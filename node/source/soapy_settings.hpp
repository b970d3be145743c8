#pragma once
// Which of the values that a device offers comes nearest to the one wanted.
#include <string>

#include <SoapySDR/Types.hpp>

#include "node/source/sample_format.hpp"

namespace sb::node {

/// The value nearest to `wanted` that lies in one of the ranges, on its step; `wanted` itself when there are
/// none.
double nearest_legal(const SoapySDR::RangeList& ranges, double wanted);
/// True when `wanted` lies in one of the ranges or none are given.
bool is_legal(const SoapySDR::RangeList& ranges, double wanted);
/// "24.0-1766.0 MHz, 2000.0-3000.0 MHz"
std::string ranges_in_mhz(const SoapySDR::RangeList& ranges);

struct StreamFormat {
  std::string soapy_name = "CF32";
  SampleFormat format = SampleFormat::kCf32;
  float full_scale = 1.0F;
};

/// The device's own format where we convert it ourselves (half or a quarter of the bytes to move), else CF32.
StreamFormat choose_stream_format(const std::string& native, double native_full_scale);

}  // namespace sb::node
