#pragma once
// The ladder that brings a silent host or radio back: radio power, host reset, host power; each rung once a
// time, slower after each failure, and never against a host that is stopping or may not run.
#include <cstdint>

namespace sb::fw {

enum class HostState : std::uint8_t { kRunning, kStreamLost, kStopping, kPaused };

struct HostWatchTimes {
  std::uint32_t boot_ms = 45'000;     ///< from power or reset to the first heartbeat
  std::uint32_t silence_ms = 10'000;  ///< then the radio is cycled (a stuck USB driver blocks its host) ...
  std::uint32_t reset_after_ms = 20'000;  ///< ... then the host is reset
  std::uint32_t shortest_beat_ms = 200;   ///< the window: faster beats are a loop gone wild, not life
  std::uint32_t stream_lost_ms = 15'000;  ///< host alive without samples: the radio is cycled, at most thrice
  std::uint32_t stop_ms = 60'000;         ///< asked to stop: then it is cut
  std::uint32_t goodbye_ms = 30'000;      ///< after its goodbye: its file systems are being closed
  std::uint32_t off_ms = 5'000;           ///< once cut, so long off
  std::uint32_t pause_ms = 600'000;       ///< the program was ended by hand: maintenance, an upgrade
  std::uint32_t longest_backoff_ms = 1'800'000;
};

enum class HostAction : std::uint8_t {
  kNone,
  kCycleRadioSilence,
  kCycleRadioStream,
  kResetHost,
  kCycleHost,
  kAskStop,
  kCutHost,    ///< the host's rail off
  kStartHost,  ///< the host's rail on
};

class HostWatch {
 public:
  explicit HostWatch(const HostWatchTimes& times = {}) : times_(times) {}

  void heartbeat(std::uint32_t now_ms, HostState state);
  /// `may_run`: the battery lets it. At most one action a call; the caller carries it out.
  HostAction step(std::uint32_t now_ms, bool may_run);
  /// A power cycle by command: the ladder waits for the boot as after its own.
  void restarted(std::uint32_t now_ms);

  bool is_on() const { return phase_ != Phase::kOff; }
  bool said_goodbye() const { return said_goodbye_; }  ///< of the last stop
  std::uint32_t resets() const { return resets_; }     ///< since the last heartbeat, as is cycles()
  std::uint32_t cycles() const { return cycles_; }
  std::uint32_t early_beats() const { return early_beats_; }

 private:
  enum class Phase : std::uint8_t { kOff, kBooting, kRunning, kSilent, kStopping };
  HostAction step_booting(std::uint32_t now_ms);
  HostAction step_running(std::uint32_t now_ms);
  HostAction step_silent(std::uint32_t now_ms);
  HostAction step_stopping(std::uint32_t now_ms);
  std::uint32_t backoff_ms() const;
  void enter(Phase phase, std::uint32_t now_ms);

  HostWatchTimes times_;
  Phase phase_ = Phase::kOff;
  std::uint32_t since_ms_ = 0;
  std::uint32_t patience_ms_ = 0;  ///< of a pause, instead of that of a boot
  bool was_cut_ = false;
  std::uint32_t last_beat_ms_ = 0;  ///< that came in its window
  std::uint32_t any_beat_ms_ = 0;
  bool stream_is_lost_ = false;
  std::uint32_t stream_since_ms_ = 0;
  std::uint32_t stream_cycles_ = 0;
  bool said_goodbye_ = false;
  std::uint32_t resets_ = 0;
  std::uint32_t cycles_ = 0;
  std::uint32_t early_beats_ = 0;
};

}  // namespace sb::fw
