#pragma once
// The reading side of the pipeline: follows the plan, fills the ring, and brings a broken stream back.
#include <array>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

#include "node/pipeline/gain_control.hpp"
#include "node/pipeline/heartbeat.hpp"
#include "node/pipeline/iq_ring.hpp"
#include "node/pipeline/pipeline.hpp"
#include "node/pipeline/recovery_ladder.hpp"

namespace sb::node {

/// Something to tell the listener, in order with the takes.
struct StreamNotice {
  std::uint64_t sequence = 0;
  StreamEvent event = StreamEvent::kStalled;
  std::string text;
  std::uint64_t count = 0;
};

/// All but health() belongs to one thread.
class StreamReader {
 public:
  /// `wake` is called after each take or notice has been published. All references outlive the reader.
  StreamReader(IqSource& source, DwellPlan& plan, const PipelineOptions& options, IqRing& ring,
               SpscQueue<StreamNotice>& notices, std::function<void()> wake);

  /// Until stopped, or the end of a recording with stop_at_end; an error only of such a recording that is
  /// damaged.
  Result<void> run(std::stop_token stop);
  PipelineHealth health() const;
  double overdue_s() const { return heartbeat_.overdue_s(); }  ///< any thread

 private:
  using Clock = std::chrono::steady_clock;
  enum class Trouble { kNone, kStalled, kLost };
  enum class Outcome { kTaken, kEnd, kStopped };

  // stream_reader.cpp
  Result<void> follow_plan();
  Result<Outcome> take(const Dwell& dwell);
  Result<Outcome> take_once(const Dwell& dwell, bool& again);
  Result<Outcome> fill(IqTake& take, std::size_t wanted);
  bool use(IqTake& take, Outcome outcome);
  void tell_overload(bool overloaded);
  Result<Outcome> read_failed(const Error& error);
  bool place(IqTake& take, const IqLease& lease, std::size_t wanted, int& gaps);
  void lose(std::uint64_t samples);
  void publish(IqTake& take);
  Result<IqTake*> wait_for_room();
  Result<void> pass_time(double seconds);
  Result<void> read_and_throw_away();
  Result<void> rewind();
  void pace(const IqTake& take);

  Result<void> tune();

  // stream_recovery.cpp
  Result<void> reopen();
  void samples_came();
  bool silent_too_long();
  Result<void> recover(const std::string& why, bool device_failed);
  Result<void> climb(Rung rung, const std::string& why);
  void tell_step(Rung rung, const std::string& why);
  void announce(Trouble trouble, const std::string& why);
  void notify(StreamEvent event, std::string text, std::uint64_t count = 0);
  void show_health();
  void sleep_for(double seconds);
  bool stopped() const { return stop_.stop_requested(); }

  IqSource& source_;
  DwellPlan& plan_;
  const PipelineOptions& options_;
  IqRing& ring_;
  SpscQueue<StreamNotice>& notices_;
  std::function<void()> wake_;
  std::stop_token stop_;

  Dwell current_;
  TuneRequest request_;  ///< in effect while tuned_
  bool tuned_ = false;
  SourceFormat format_;
  GainControl gains_;
  bool overload_told_ = false;
  DwellResult result_;
  RecoveryLadder ladder_;
  Trouble trouble_ = Trouble::kNone;
  std::array<std::uint32_t, 5> climbed_{};  ///< attempts by rung
  Heartbeat heartbeat_;
  Clock::time_point last_samples_, paced_to_, tune_ordered_;
  bool tune_measured_ = true;
  std::uint64_t sequence_ = 0;
  std::uint64_t stream_sample_ = 0;  // index of the next sample, gaps counted in
  std::uint64_t lost_ = 0;           // that no take has in its dropped_before yet
  std::uint64_t untold_ = 0;         // lost, but not in a notice yet

  std::mutex sleep_mutex_;
  std::condition_variable_any sleep_;
  PipelineHealth counters_;  // the reader's own
  mutable std::mutex health_mutex_;
  PipelineHealth shown_;  // what others may see; while streaming the reader never waits for it
};

}  // namespace sb::node
