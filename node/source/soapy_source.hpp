#pragma once
// A receiver reached through SoapySDR. Streams are opened in the receive direction only; there is no other
// code here.
#include <memory>
#include <string>
#include <vector>

#include "node/source/clock.hpp"
#include "node/source/iq_source.hpp"

namespace sb::node {

/// Exceptions of drivers end here as Errors: kNotFound when no device matches, kInvalidArgument for settings
/// outside what the device says it can do, kUnavailable when the device or its stream failed (it may come
/// back).
class SoapySource final : public IqSource {
 public:
  /// SoapySDR's own device arguments ("driver=rtlsdr,serial=1"), besides antenna=NAME which is ours. The
  /// clock outlives it.
  SoapySource(const std::string& arguments, const Clock& clock);
  ~SoapySource() override;

  Result<void> open() override;
  /// Restarts the stream, so that no sample from before the tuning is delivered. The nearest legal sample
  /// rate and gain are set and reported; a frequency that the device cannot reach is an error.
  Result<SourceFormat> tune(const TuneRequest& request) override;
  /// One transfer of the driver, or kTimeout after 100 ms of silence.
  Result<ReadStatus> read(IqLease& lease) override;
  void close() override;
  bool is_fixed() const override { return false; }
  SourceFormat format() const override;
  std::string describe() const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct SoapyDevice {
  std::string spec;   ///< for open_source()
  std::string label;  ///< the driver's words
};

/// Devices that answer now. Takes as long as the drivers take, up to seconds.
Result<std::vector<SoapyDevice>> list_soapy_devices();

}  // namespace sb::node
