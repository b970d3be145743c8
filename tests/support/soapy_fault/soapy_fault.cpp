// A SoapySDR receiver that plays a SigMF recording over and over and fails by script: driver=sbfault.
// Arguments:
//   file=X.sigmf-meta    what to play
//   faults=A@N:M;B@N:M   at sample N of the stream (counted over re-openings): overflow (M samples are lost),
//                        timeout (M times), stall (silent until the stream is activated again), unplug
//                        (until M openings have failed), throw (the driver throws once), wedge (silent until
//                        its power has been switched off and on), hang (a read does not return)
//   power=FILE           the switch of its power, as UsbPort writes it (1 off, 0 on again); "w" by a test's
//                        hand: wedged in the device itself, whatever the process does, until its power goes
//   reference_gain=G     the gain in dB at which the recording is played as it is; more is louder, up to full
//                        scale
//   native=CS16          12 bit in 16, full scale 2048, instead of CF32
//   timestamps=0         no hardware times
//   id=ANY               two devices of different id have scripts of their own
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <SoapySDR/Device.hpp>
#include <SoapySDR/Errors.hpp>
#include <SoapySDR/Registry.hpp>

#include "node/source/sigmf_source.hpp"

namespace {

using SoapySDR::Kwargs;

constexpr std::size_t kMtu = 4096;
constexpr auto kSilence = std::chrono::milliseconds(2);

struct Fault {
  std::string kind;
  std::uint64_t at = 0;
  std::uint64_t amount = 1;
};

/// Outlives the device: what has happened does not happen again after a re-opening.
struct Script {
  std::vector<Fault> faults;  // ascending
  std::uint64_t position = 0;
  std::uint64_t timeouts_left = 0, openings_to_fail = 0;
  bool stalled = false, unplugged = false, wedged = false;
};

std::vector<Fault> parse_faults(const std::string& text) {
  std::vector<Fault> faults;
  std::stringstream in(text);
  for (std::string item; std::getline(in, item, ';');) {
    const auto at = item.find('@');
    const auto colon = item.find(':');
    Fault fault{item.substr(0, at), std::stoull(item.substr(at + 1))};
    if (colon != std::string::npos) fault.amount = std::stoull(item.substr(colon + 1));
    faults.push_back(fault);
  }
  return faults;
}

std::string argument(const Kwargs& arguments, const std::string& key, const std::string& otherwise = {}) {
  const auto at = arguments.find(key);
  return at != arguments.end() ? at->second : otherwise;
}

Script& script_of(const Kwargs& arguments) {
  static std::map<std::string, Script> scripts;
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  const std::string faults = argument(arguments, "faults");
  const auto [at, fresh] =
      scripts.try_emplace(argument(arguments, "id") + argument(arguments, "file") + faults);
  if (fresh) at->second.faults = parse_faults(faults);
  return at->second;
}

class FaultDevice final : public SoapySDR::Device {
 public:
  explicit FaultDevice(const Kwargs& arguments)
      : script_(script_of(arguments)),
        source_(argument(arguments, "file")),
        narrow_(argument(arguments, "native") == "CS16"),
        timestamps_(argument(arguments, "timestamps") != "0"),
        power_(argument(arguments, "power")),
        reference_gain_(std::stod(argument(arguments, "reference_gain", "nan"))) {
    if (script_.unplugged && script_.openings_to_fail-- > 0)
      throw std::runtime_error("sbfault: no device on the bus");
    script_.unplugged = false;
    if (const auto opened = source_.open(); !opened) throw std::runtime_error(opened.error().text);
  }

  std::string getDriverKey() const override { return "sbfault"; }
  std::size_t getNumChannels(int direction) const override { return direction == SOAPY_SDR_RX ? 1 : 0; }
  std::vector<std::string> getStreamFormats(int, std::size_t) const override {
    return {narrow_ ? "CS16" : "CF32"};
  }
  std::string getNativeStreamFormat(int, std::size_t, double& full_scale) const override {
    full_scale = narrow_ ? 2048.0 : 1.0;
    return narrow_ ? "CS16" : "CF32";
  }
  SoapySDR::RangeList getSampleRateRange(int, std::size_t) const override {
    return {SoapySDR::Range(250e3, 300e3), SoapySDR::Range(1e6, 20e6)};
  }
  void setSampleRate(int, std::size_t, double rate) override { rate_ = rate; }
  double getSampleRate(int, std::size_t) const override { return rate_; }
  SoapySDR::RangeList getFrequencyRange(int, std::size_t) const override {
    return {SoapySDR::Range(24e6, 1766e6)};
  }
  void setFrequency(int, std::size_t, double frequency, const Kwargs&) override { frequency_ = frequency; }
  double getFrequency(int, std::size_t) const override { return frequency_; }
  bool hasGainMode(int, std::size_t) const override { return true; }
  SoapySDR::Range getGainRange(int, std::size_t) const override { return {0.0, 49.6}; }
  void setGain(int, std::size_t, double gain) override { gain_ = gain; }
  double getGain(int, std::size_t) const override { return gain_; }

  SoapySDR::Stream* setupStream(int direction, const std::string& format, const std::vector<std::size_t>&,
                                const Kwargs&) override {
    if (direction != SOAPY_SDR_RX) throw std::runtime_error("sbfault: receives only");
    if (format != (narrow_ ? "CS16" : "CF32")) throw std::runtime_error("sbfault: only its native format");
    return reinterpret_cast<SoapySDR::Stream*>(this);
  }
  void closeStream(SoapySDR::Stream*) override {}
  std::size_t getStreamMTU(SoapySDR::Stream*) const override { return kMtu; }
  int activateStream(SoapySDR::Stream*, int, long long, std::size_t) override {
    if (script_.unplugged) return SOAPY_SDR_STREAM_ERROR;
    script_.stalled = false;
    return 0;
  }
  int deactivateStream(SoapySDR::Stream*, int, long long) override { return 0; }

  int readStream(SoapySDR::Stream*, void* const* buffers, std::size_t wanted, int& flags, long long& time_ns,
                 long) override {
    if (script_.unplugged) return SOAPY_SDR_STREAM_ERROR;
    const char power = power_word();
    if (power == '0') script_.wedged = false;
    const bool dead = script_.wedged || power == 'w' || power == '1';
    if (script_.timeouts_left > 0 || script_.stalled || dead) {
      std::this_thread::sleep_for(kSilence);
      if (script_.timeouts_left > 0) --script_.timeouts_left;
      return SOAPY_SDR_TIMEOUT;
    }
    if (!script_.faults.empty() && script_.faults.front().at <= script_.position) return fail_by_script();
    const std::uint64_t until = script_.faults.empty() ? ~std::uint64_t{0} : script_.faults.front().at;
    const auto count = std::min<std::uint64_t>({wanted, kMtu, until - script_.position});
    const std::size_t played = play(static_cast<std::size_t>(count), buffers[0]);
    if (timestamps_) {
      flags = SOAPY_SDR_HAS_TIME;
      time_ns = std::llround(static_cast<double>(script_.position) * 1e9 / rate_);
    }
    script_.position += played;
    return static_cast<int>(played);
  }

 private:
  int fail_by_script() {
    const Fault fault = script_.faults.front();
    script_.faults.erase(script_.faults.begin());
    if (fault.kind == "overflow") {
      script_.position += fault.amount;
      return SOAPY_SDR_OVERFLOW;
    }
    if (fault.kind == "throw") throw std::runtime_error("sbfault: thrown by script");
    if (fault.kind == "unplug") {
      script_.unplugged = true;
      script_.openings_to_fail = fault.amount;
      return SOAPY_SDR_STREAM_ERROR;
    }
    if (fault.kind == "hang") std::this_thread::sleep_for(std::chrono::hours(1));
    if (fault.kind == "wedge") script_.wedged = true;
    if (fault.kind == "stall") script_.stalled = true;
    if (fault.kind == "timeout") script_.timeouts_left = fault.amount - 1;
    return SOAPY_SDR_TIMEOUT;
  }

  /// '0': its power was switched off and on since the test wrote something else.
  char power_word() const {
    if (power_.empty()) return ' ';
    std::ifstream in(power_);
    return static_cast<char>(in.get());
  }

  /// Sample n of the stream is sample n modulo its length of the recording.
  std::size_t play(std::size_t count, void* to) {
    source_.seek(script_.position % source_.sample_count());
    samples_.resize(count);
    sb::node::IqLease lease{samples_};
    if (const auto status = source_.read(lease); !status) throw std::runtime_error(status.error().text);
    amplify();
    if (!narrow_) {
      std::memcpy(to, samples_.data(), lease.filled * sizeof(samples_[0]));
      return lease.filled;
    }
    auto* numbers = static_cast<std::int16_t*>(to);
    for (std::size_t i = 0; i < lease.filled; ++i) {
      numbers[2 * i] =
          static_cast<std::int16_t>(std::clamp(std::lround(samples_[i].real() * 2048.0F), -2048L, 2047L));
      numbers[2 * i + 1] =
          static_cast<std::int16_t>(std::clamp(std::lround(samples_[i].imag() * 2048.0F), -2048L, 2047L));
    }
    return lease.filled;
  }

  void amplify() {
    if (std::isnan(reference_gain_)) return;
    const auto factor = static_cast<float>(std::pow(10.0, (gain_ - reference_gain_) / 20.0));
    for (auto& sample : samples_) {
      sample = {std::clamp(sample.real() * factor, -1.0F, 1.0F),
                std::clamp(sample.imag() * factor, -1.0F, 1.0F)};
    }
  }

  Script& script_;
  sb::node::SigmfSource source_;
  std::vector<sb::dsp::cf32> samples_;
  bool narrow_, timestamps_;
  std::string power_;
  double reference_gain_;
  double rate_ = 1e6, frequency_ = 100e6, gain_ = 0.0;
};

SoapySDR::KwargsList find_fault_device(const Kwargs& arguments) {
  if (argument(arguments, "driver") != "sbfault" || argument(arguments, "file").empty()) return {};
  if (script_of(arguments).unplugged) return {};
  Kwargs found{{"label", "a receiver that fails by script"}};
  found.insert(arguments.begin(), arguments.end());
  return {found};
}

SoapySDR::Device* make_fault_device(const Kwargs& arguments) {
  return new FaultDevice(arguments);
}

const SoapySDR::Registry kRegistration("sbfault", find_fault_device, make_fault_device,
                                       SOAPY_SDR_ABI_VERSION);

}  // namespace
