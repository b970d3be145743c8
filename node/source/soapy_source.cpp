#include "node/source/soapy_source.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

#include <SoapySDR/Device.hpp>
#include <SoapySDR/Errors.hpp>
#include <SoapySDR/Registry.hpp>
#include <fmt/format.h>

#include "node/source/sample_timeline.hpp"
#include "node/source/soapy_settings.hpp"

namespace sb::node {
namespace {

constexpr std::size_t kChannel = 0;
constexpr long kTimeoutUs = 100'000;
constexpr int kMaxOverflowsInARow = 64;  // in one read; more means that nothing but overflows comes
constexpr std::size_t kMinTransfer = 16384;

/// Runs driver code; what it throws becomes an Error that says where.
template <typename F>
auto guarded(const std::string& where, F&& call) -> Result<std::invoke_result_t<F>> {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
      call();
      return {};
    } else {
      return call();
    }
  } catch (const std::exception& e) {
    return fail(ErrorCode::kUnavailable, fmt::format("{}: {}", where, e.what()));
  } catch (...) {
    return fail(ErrorCode::kUnavailable, where + ": the driver failed without saying why");
  }
}

std::string known_drivers() {
  std::string names;
  for (const auto& [name, find] : SoapySDR::Registry::listFindFunctions()) {
    if (name != "null") names += (names.empty() ? "" : ", ") + name;
  }
  return names.empty() ? "none" : names;
}

}  // namespace

struct SoapySource::State {
  State(const std::string& arguments, const Clock& the_clock)
      : clock(the_clock),
        text("soapy:" + arguments),
        device_arguments(SoapySDR::KwargsFromString(arguments)) {
    if (const auto at = device_arguments.find("antenna"); at != device_arguments.end()) {
      antenna = at->second;
      device_arguments.erase(at);
    }
  }

  Result<void> make_device();
  Result<void> set_up_stream();
  Result<void> apply_rate(double wanted_hz);
  Result<void> apply_frequency(double wanted_hz);
  Result<void> apply_gain(double wanted_db);
  Result<void> activate();
  void deactivate();
  int transfer(std::byte* to, std::size_t samples, int& flags, long long& time_ns);
  Result<ReadStatus> deliver(IqLease& lease, const std::byte* raw, std::size_t samples,
                             std::optional<std::int64_t> hardware_ns);

  const Clock& clock;
  std::string text;
  SoapySDR::Kwargs device_arguments;
  std::string antenna;
  SoapySDR::Device* device = nullptr;
  SoapySDR::Stream* stream = nullptr;
  bool active = false;
  StreamFormat stream_format;
  std::vector<std::byte> raw;
  SourceFormat format;
  SampleTimeline timeline;
  std::uint32_t overflows = 0;        // since the last piece
  std::uint64_t unusable_before = 0;  // samples that were not finite
};

Result<void> SoapySource::State::make_device() {
  auto made = guarded(text, [&] { return SoapySDR::Device::make(device_arguments); });
  if (made && *made != nullptr) {
    device = *made;
    return {};
  }
  auto found = guarded(text, [&] { return SoapySDR::Device::enumerate(device_arguments); });
  if (found && !found->empty()) {
    return made ? fail(ErrorCode::kUnavailable, text + ": the driver gave no device")
                : tl::unexpected(made.error());
  }
  return fail(ErrorCode::kNotFound,
              fmt::format("{}: no such device (drivers here: {})", text, known_drivers()));
}

Result<void> SoapySource::State::set_up_stream() {
  return guarded(text, [&] {
    if (!antenna.empty()) device->setAntenna(SOAPY_SDR_RX, kChannel, antenna);
    double full_scale = 0.0;
    const std::string native = device->getNativeStreamFormat(SOAPY_SDR_RX, kChannel, full_scale);
    stream_format = choose_stream_format(native, full_scale);
    stream = device->setupStream(SOAPY_SDR_RX, stream_format.soapy_name, {kChannel});
    const std::size_t transfer_samples = std::max(device->getStreamMTU(stream), kMinTransfer);
    raw.resize(transfer_samples * sizeof(dsp::cf32));
  });
}

Result<void> SoapySource::State::apply_rate(double wanted_hz) {
  return guarded(text, [&] {
    const double rate = nearest_legal(device->getSampleRateRange(SOAPY_SDR_RX, kChannel), wanted_hz);
    device->setSampleRate(SOAPY_SDR_RX, kChannel, rate);
    format.sample_rate_hz = device->getSampleRate(SOAPY_SDR_RX, kChannel);
  });
}

Result<void> SoapySource::State::apply_frequency(double wanted_hz) {
  auto ranges = guarded(text, [&] { return device->getFrequencyRange(SOAPY_SDR_RX, kChannel); });
  if (!ranges) return tl::unexpected(ranges.error());
  if (!is_legal(*ranges, wanted_hz)) {
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("{}: {:.3f} MHz is outside what the device tunes ({})", text, wanted_hz * 1e-6,
                            ranges_in_mhz(*ranges)));
  }
  return guarded(text, [&] {
    device->setFrequency(SOAPY_SDR_RX, kChannel, wanted_hz);
    format.centre_hz = device->getFrequency(SOAPY_SDR_RX, kChannel);
  });
}

Result<void> SoapySource::State::apply_gain(double wanted_db) {
  return guarded(text, [&] {
    const bool automatic = std::isnan(wanted_db);
    if (device->hasGainMode(SOAPY_SDR_RX, kChannel)) device->setGainMode(SOAPY_SDR_RX, kChannel, automatic);
    format.gain_db = std::numeric_limits<double>::quiet_NaN();
    if (automatic) return;
    const SoapySDR::Range range = device->getGainRange(SOAPY_SDR_RX, kChannel);
    device->setGain(SOAPY_SDR_RX, kChannel, nearest_legal({range}, wanted_db));
    format.gain_db = device->getGain(SOAPY_SDR_RX, kChannel);
  });
}

Result<void> SoapySource::State::activate() {
  auto code = guarded(text, [&] { return device->activateStream(stream); });
  if (!code) return tl::unexpected(code.error());
  if (*code != 0) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("{}: the stream does not start ({})", text, SoapySDR::errToStr(*code)));
  }
  active = true;
  overflows = 0;
  unusable_before = 0;
  timeline.reset(format.sample_rate_hz);
  format.time_quality = clock.quality();
  return {};
}

void SoapySource::State::deactivate() {
  // A device that is gone may throw here as well; it is being left in any case.
  if (std::exchange(active, false)) (void)guarded(text, [&] { device->deactivateStream(stream); });
}

int SoapySource::State::transfer(std::byte* to, std::size_t samples, int& flags, long long& time_ns) {
  void* const buffers[] = {to};
  flags = 0;
  return device->readStream(stream, buffers, samples, flags, time_ns, kTimeoutUs);
}

SoapySource::SoapySource(const std::string& arguments, const Clock& clock)
    : state_(std::make_unique<State>(arguments, clock)) {}

SoapySource::~SoapySource() {
  close();
}

std::string SoapySource::describe() const {
  return state_->text;
}

SourceFormat SoapySource::format() const {
  return state_->format;
}

Result<void> SoapySource::open() {
  close();
  if (auto made = state_->make_device(); !made) return made;
  auto ready = state_->set_up_stream();
  if (!ready) close();
  return ready;
}

void SoapySource::close() {
  State& s = *state_;
  s.deactivate();
  if (auto* stream = std::exchange(s.stream, nullptr))
    (void)guarded(s.text, [&] { s.device->closeStream(stream); });
  if (auto* device = std::exchange(s.device, nullptr))
    (void)guarded(s.text, [&] { SoapySDR::Device::unmake(device); });
}

Result<SourceFormat> SoapySource::tune(const TuneRequest& request) {
  State& s = *state_;
  if (s.stream == nullptr) return fail(ErrorCode::kUnavailable, s.text + ": is not open");
  s.deactivate();
  if (auto rate = s.apply_rate(request.sample_rate_hz); !rate) return tl::unexpected(rate.error());
  if (auto frequency = s.apply_frequency(request.centre_hz); !frequency)
    return tl::unexpected(frequency.error());
  if (auto gain = s.apply_gain(request.gain_db); !gain) return tl::unexpected(gain.error());
  if (auto started = s.activate(); !started) return tl::unexpected(started.error());
  return s.format;
}

Result<ReadStatus> SoapySource::read(IqLease& lease) {
  State& s = *state_;
  lease.filled = 0;
  lease.dropped_before = lease.clipped = 0;
  if (!s.active) return fail(ErrorCode::kUnavailable, s.text + ": is not streaming");
  const std::size_t room = s.raw.size() / sizeof(dsp::cf32);
  const bool in_place = s.stream_format.format == SampleFormat::kCf32 && !lease.buffer.empty();
  const std::size_t wanted = in_place               ? lease.buffer.size()
                             : lease.buffer.empty() ? room
                                                    : std::min(room, lease.buffer.size());
  std::byte* to = in_place ? reinterpret_cast<std::byte*>(lease.buffer.data()) : s.raw.data();
  for (int tries = 0; tries < kMaxOverflowsInARow; ++tries) {
    int flags = 0;
    long long time_ns = 0;
    auto got = guarded(s.text, [&] { return s.transfer(to, wanted, flags, time_ns); });
    if (!got) return tl::unexpected(got.error());
    if (*got > 0) {
      const bool timed = (flags & SOAPY_SDR_HAS_TIME) != 0;
      return s.deliver(lease, to, static_cast<std::size_t>(*got),
                       timed ? std::optional<std::int64_t>(time_ns) : std::nullopt);
    }
    if (*got == SOAPY_SDR_TIMEOUT || *got == 0) return ReadStatus::kTimeout;
    if (*got != SOAPY_SDR_OVERFLOW && *got != SOAPY_SDR_CORRUPTION) {
      return fail(ErrorCode::kUnavailable,
                  fmt::format("{}: reading failed ({})", s.text, SoapySDR::errToStr(*got)));
    }
    ++s.overflows;
  }
  return ReadStatus::kTimeout;
}

Result<ReadStatus> SoapySource::State::deliver(IqLease& lease, const std::byte* from, std::size_t samples,
                                               std::optional<std::int64_t> hardware_ns) {
  const auto stamp =
      timeline.place({samples, hardware_ns, clock.utc_ns(), std::exchange(overflows, std::uint32_t{0})});
  lease.t0_utc_ns = stamp.t0_utc_ns;
  format.time_quality = clock.quality();
  lease.dropped_before = stamp.dropped_before + std::exchange(unusable_before, 0);
  if (lease.buffer.empty()) {
    lease.dropped_before = samples;
    return ReadStatus::kSamples;
  }
  const auto done =
      convert_samples(stream_format.format, stream_format.full_scale, from, lease.buffer.first(samples));
  lease.filled = done.converted;
  lease.clipped = done.clipped;
  unusable_before = samples - done.converted;
  return lease.filled > 0 ? ReadStatus::kSamples : ReadStatus::kTimeout;
}

Result<std::vector<SoapyDevice>> list_soapy_devices() {
  return guarded("SoapySDR", [] {
    std::vector<SoapyDevice> devices;
    for (const SoapySDR::Kwargs& found : SoapySDR::Device::enumerate()) {
      SoapySDR::Kwargs identity;
      for (const char* key : {"driver", "serial", "device_id", "remote"}) {
        if (const auto at = found.find(key); at != found.end()) identity.insert(*at);
      }
      const auto label = found.find("label");
      devices.push_back({"soapy:" + SoapySDR::KwargsToString(identity),
                         label != found.end() ? label->second : SoapySDR::KwargsToString(found)});
    }
    return devices;
  });
}

}  // namespace sb::node
