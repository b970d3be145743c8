#include "node/pipeline/stream_reader.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace sb::node {
namespace {

constexpr std::size_t kReadSamples = 65536;
constexpr int kMaxGaps = 3;      // after which a dwell takes what stands between two of them
constexpr int kMaxRetakes = 12;  // of a dwell that clips: the whole range of a device's gain
constexpr double kReadS = 10.0;  // a read that has not come back by then never will
constexpr double kOpenS = 60.0;  // some drivers load a firmware into the device
constexpr double kLevelTimeS = 60.0;

bool same(const TuneRequest& a, const TuneRequest& b) {
  const bool same_gain = a.gain_db == b.gain_db || (std::isnan(a.gain_db) && std::isnan(b.gain_db));
  return a.centre_hz == b.centre_hz && a.sample_rate_hz == b.sample_rate_hz && same_gain;
}

bool never_works(const Error& error) {
  return error.code == ErrorCode::kInvalidArgument || error.code == ErrorCode::kUnsupported;
}

/// Root mean square of every sixteenth sample.
double rms_dbfs(std::span<const dsp::cf32> samples) {
  constexpr std::size_t kEvery = 16;
  double sum = 0.0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < samples.size(); i += kEvery, ++count) sum += std::norm(samples[i]);
  return 10.0 * std::log10(std::max(sum / static_cast<double>(std::max<std::size_t>(count, 1)), 1e-40));
}

double seconds_of(std::chrono::steady_clock::time_point at) {
  return std::chrono::duration<double>(at.time_since_epoch()).count();
}

}  // namespace

StreamReader::StreamReader(IqSource& source, DwellPlan& plan, const PipelineOptions& options, IqRing& ring,
                           SpscQueue<StreamNotice>& notices, std::function<void()> wake)
    : source_(source),
      plan_(plan),
      options_(options),
      ring_(ring),
      notices_(notices),
      wake_(std::move(wake)),
      ladder_(options.recovery_backoff_s),
      last_samples_(Clock::now()),
      paced_to_(Clock::now()) {
  counters_.source = source.describe();
}

Result<void> StreamReader::run(std::stop_token stop) {
  stop_ = std::move(stop);
  auto result = follow_plan();
  source_.close();
  heartbeat_.rest();
  counters_.receiving = false;
  counters_.skipped_samples = ring_.dropped();
  const std::lock_guard lock(health_mutex_);
  shown_ = counters_;
  return result;
}

Result<void> StreamReader::follow_plan() {
  while (!stopped()) {
    const Dwell dwell = plan_.next(seconds_of(Clock::now()));
    if (dwell.rest) {
      if (auto rested = pass_time(dwell.duration_s); !rested) return rested;
      continue;
    }
    result_ = {};
    auto outcome = take(dwell);
    if (!outcome) {
      const bool goes_on = never_works(outcome.error()) && plan_.does_without(dwell, outcome.error());
      if (!goes_on) return tl::unexpected(outcome.error());
      continue;
    }
    result_.ended_s = seconds_of(Clock::now());
    plan_.done(dwell, result_);
    if (*outcome == Outcome::kStopped) return {};
    if (*outcome == Outcome::kTaken) continue;
    if (options_.stop_at_end) return {};
    if (auto again = rewind(); !again) return again;
  }
  return {};
}

/// Again with less gain while it clips.
Result<StreamReader::Outcome> StreamReader::take(const Dwell& dwell) {
  for (int tries = 0;; ++tries) {
    bool again = false;
    auto outcome = take_once(dwell, again);
    if (!again || tries >= kMaxRetakes) return outcome;
    ++counters_.retakes;
  }
}

Result<StreamReader::Outcome> StreamReader::take_once(const Dwell& dwell, bool& again) {
  current_ = dwell;
  const TuneRequest wanted{dwell.centre_hz, dwell.sample_rate_hz, gains_.gain_for(dwell)};
  if (!tuned_ || !(source_.is_fixed() || same(request_, wanted))) {
    request_ = wanted;
    if (auto done = tune(); !done) {
      if (never_works(done.error())) return tl::unexpected(done.error());
      if (auto back = recover(done.error().text, true); !back) return tl::unexpected(back.error());
    }
  }
  auto room = wait_for_room();
  if (!room) return tl::unexpected(room.error());
  if (*room == nullptr) return Outcome::kStopped;
  IqTake& take = **room;
  take.filled = 0;
  take.clipped = 0;
  take.dropped_before = 0;
  const auto asked = static_cast<std::size_t>(std::round(dwell.duration_s * format_.sample_rate_hz));
  auto outcome = fill(take, std::clamp<std::size_t>(asked, 1, ring_.samples_each()));
  if (take.filled > 0 && !stopped()) again = !use(take, outcome.value_or(Outcome::kEnd));
  return outcome;
}

/// Hands the take on, unless it is better made again.
bool StreamReader::use(IqTake& take, Outcome outcome) {
  take.dwell = current_;
  take.rms_dbfs = rms_dbfs(take.block().samples);
  const auto verdict = gains_.judge(current_, take.format.gain_db, take.clipped_ratio(), take.rms_dbfs);
  if (verdict == GainControl::Verdict::kRetake && outcome == Outcome::kTaken) return false;
  take.overloaded = verdict != GainControl::Verdict::kClean;
  const bool calibrated = options_.levels != nullptr && !take.overloaded && !source_.is_fixed();
  if (calibrated)
    take.format.full_scale_dbm = options_.levels->full_scale_dbm(take.format.centre_hz, take.format.gain_db);
  if (take.overloaded) take.format.full_scale_dbm = dsp::kNotMeasured;
  tell_overload(take.overloaded);
  result_.listened_s = static_cast<double>(take.filled) / take.format.sample_rate_hz;
  publish(take);
  pace(take);
  return true;
}

void StreamReader::tell_overload(bool overloaded) {
  if (overloaded && !overload_told_) {
    notify(StreamEvent::kOverloaded,
           fmt::format("the receiver clips at {:.3f} MHz", format_.centre_hz * 1e-6));
  }
  overload_told_ = overloaded;
}

Result<StreamReader::Outcome> StreamReader::fill(IqTake& take, std::size_t wanted) {
  int gaps = 0;
  while (take.filled < wanted) {
    if (stopped()) return Outcome::kStopped;
    IqLease lease{std::span(take.memory).subspan(take.filled, std::min(kReadSamples, wanted - take.filled))};
    heartbeat_.expect_within(kReadS);
    auto status = source_.read(lease);
    if (!status && source_.is_fixed()) return read_failed(status.error());
    if (!status || *status == ReadStatus::kTimeout) {
      const bool failed = !status;
      if (!failed && !silent_too_long()) continue;
      take.filled = 0;
      const std::string why =
          failed ? status.error().text : fmt::format("no samples for {:g} s", options_.stall_timeout_s);
      if (auto back = recover(why, failed); !back) return tl::unexpected(back.error());
      continue;
    }
    if (*status == ReadStatus::kEnd) return Outcome::kEnd;
    samples_came();
    const bool over = place(take, lease, wanted, gaps);
    show_health();
    if (over) break;
  }
  return Outcome::kTaken;
}

/// A damaged recording: what was good is still used, by take().
Result<StreamReader::Outcome> StreamReader::read_failed(const Error& error) {
  if (options_.stop_at_end) return tl::unexpected(error);
  if (auto back = recover(error.text, true); !back) return tl::unexpected(back.error());
  return Outcome::kTaken;
}

/// Takes what was read into the dwell; true when the dwell is over because of a loss.
bool StreamReader::place(IqTake& take, const IqLease& lease, std::size_t wanted, int& gaps) {
  counters_.samples += lease.filled;
  const double share =
      std::min(1.0, static_cast<double>(lease.filled) / (format_.sample_rate_hz * kLevelTimeS));
  const double clipped = static_cast<double>(lease.clipped) / static_cast<double>(lease.filled);
  counters_.clipped_ratio += share * (clipped - counters_.clipped_ratio);
  if (!std::exchange(tune_measured_, true)) {
    result_.retune_s = seconds_of(Clock::now()) - seconds_of(tune_ordered_) -
                       static_cast<double>(lease.filled) / format_.sample_rate_hz;
  }
  stream_sample_ += lease.dropped_before + lease.filled;
  if (lease.dropped_before > 0) {
    ++counters_.overflows;
    lose(lease.dropped_before);
    if (take.filled > 0 && (2 * take.filled >= wanted || ++gaps > kMaxGaps)) {
      lose(lease.filled);  // it would have to begin the next dwell, whose place may not be free yet
      return true;
    }
    lose(take.filled);
    std::memmove(take.memory.data(), take.memory.data() + take.filled, lease.filled * sizeof(dsp::cf32));
    take.filled = 0;
    take.clipped = 0;
  }
  if (take.filled == 0) {
    take.first_sample = stream_sample_ - lease.filled;
    take.dropped_before += std::exchange(lost_, 0);
    take.t0_utc_ns = lease.t0_utc_ns;
    take.format = source_.format();
  }
  take.filled += lease.filled;
  take.clipped += lease.clipped;
  return false;
}

void StreamReader::lose(std::uint64_t samples) {
  counters_.dropped_samples += samples;
  lost_ += samples;
  untold_ += samples;
}

void StreamReader::publish(IqTake& take) {
  if (const auto count = std::exchange(untold_, 0); count > 0) {
    notify(StreamEvent::kSamplesDropped, fmt::format("{} samples lost", count), count);
  }
  take.sequence = sequence_++;
  ring_.publish();
  wake_();
}

Result<IqTake*> StreamReader::wait_for_room() {
  while (!stopped()) {
    if (IqTake* take = ring_.claim()) return take;
    if (source_.is_fixed()) {
      constexpr double kPollS = 0.002;
      sleep_for(kPollS);
    } else if (auto passed = read_and_throw_away(); !passed) {
      return tl::unexpected(passed.error());
    }
  }
  return nullptr;
}

Result<void> StreamReader::pass_time(double seconds) {
  if (source_.is_fixed()) {
    if (seconds > 0.0) sleep_for(seconds);
    return {};
  }
  const auto until = Clock::now() + std::chrono::duration<double>(seconds);
  while (Clock::now() < until && !stopped()) {
    if (auto passed = read_and_throw_away(); !passed) return passed;
  }
  return {};
}

/// Keeps a device's stream alive, and supervised, while nobody listens.
Result<void> StreamReader::read_and_throw_away() {
  IqLease nowhere;
  heartbeat_.expect_within(kReadS);
  auto status = source_.read(nowhere);
  if (!status) return recover(status.error().text, true);
  if (*status == ReadStatus::kTimeout) {
    if (silent_too_long())
      return recover(fmt::format("no samples for {:g} s", options_.stall_timeout_s), false);
    return {};
  }
  samples_came();
  ring_.drop(nowhere.dropped_before);
  stream_sample_ += nowhere.dropped_before;
  show_health();
  return {};
}

Result<void> StreamReader::rewind() {
  auto again = reopen();
  return again ? again : recover(again.error().text, true);
}

/// A recording that is played over and over lasts as long as it lasted.
void StreamReader::pace(const IqTake& take) {
  if (!source_.is_fixed() || options_.stop_at_end) return;
  const std::chrono::duration<double> lasted(static_cast<double>(take.filled) / format_.sample_rate_hz);
  paced_to_ = std::max(paced_to_ + std::chrono::duration_cast<Clock::duration>(lasted), Clock::now());
  sleep_for(std::chrono::duration<double>(paced_to_ - Clock::now()).count());
}

Result<void> StreamReader::tune() {
  tuned_ = false;
  heartbeat_.expect_within(kOpenS);
  tune_ordered_ = Clock::now();
  tune_measured_ = false;
  // a recording is as it is
  auto format = source_.tune(source_.is_fixed() ? TuneRequest{} : request_);
  if (!format) return tl::unexpected(format.error());
  format_ = *format;
  tuned_ = true;
  last_samples_ = Clock::now();
  counters_.sample_rate_hz = format_.sample_rate_hz;
  counters_.centre_hz = format_.centre_hz;
  return {};
}

/// Policy of the notices' queue: the reader waits, nothing is lost.
void StreamReader::notify(StreamEvent event, std::string text, std::uint64_t count) {
  StreamNotice* notice = notices_.claim();
  for (; notice == nullptr && !stopped(); notice = notices_.claim()) sleep_for(0.001);
  if (notice == nullptr) return;
  *notice = {sequence_++, event, std::move(text), count};
  notices_.publish();
  wake_();
}

void StreamReader::show_health() {
  counters_.skipped_samples = ring_.dropped();
  const std::unique_lock lock(health_mutex_, std::try_to_lock);
  if (lock) shown_ = counters_;
}

PipelineHealth StreamReader::health() const {
  const std::lock_guard lock(health_mutex_);
  return shown_;
}

void StreamReader::sleep_for(double seconds) {
  heartbeat_.expect_within(seconds + kReadS);
  std::unique_lock lock(sleep_mutex_);
  sleep_.wait_for(lock, stop_, std::chrono::duration<double>(seconds), [] { return false; });
}

}  // namespace sb::node
