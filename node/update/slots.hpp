#pragma once
// Two places for an artefact beside the one that was installed (A/B): a new one is on trial until it proves
// healthy; one that does not, or that cannot even start, gives way to the one before it. What stands on the
// disk is enough to go on after a power cut.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "models/core/result.hpp"

namespace sb::node {

/// Which file a start uses; nothing: the one that was installed.
using SlotChoice = std::optional<std::filesystem::path>;

struct SlotNews {
  bool rolled_back = false;  ///< else: a trial was kept
  std::string version;
};

class Slots {
 public:
  static constexpr int kTrialStarts = 3;  ///< a trial that was started as often and not kept is given up

  /// `folder` holds slots.json and a/, b/ with a file `name` each. A damaged slots.json means: as installed.
  static Result<Slots> open(const std::filesystem::path& folder, std::string name);

  /// The place where the next artefact is to be written: the slot that is not active.
  std::filesystem::path free_place() const;
  /// What was written there is on trial from the next start on. Errors: hash differs (kUnreadable), disk.
  Result<void> install(const std::string& version, std::string_view sha256, std::uint64_t octets);

  /// Once per start of the program, before anything else. Counts a trial's starts; gives up the one that has
  /// none left. A file that is gone or altered is not used.
  Result<SlotChoice> begin();
  /// For the program that begin() led to, in its own process: which file it is. Only the trial's own file is
  /// judged as the trial.
  void runs(const std::filesystem::path& file);
  bool on_trial() const { return running_trial_; }
  Result<void> keep();
  Result<void> roll_back();
  /// Told once.
  std::optional<SlotNews> take_news();
  std::string version() const;  ///< of what this start uses; empty: as installed

 private:
  struct Artefact {
    std::string slot;  ///< "a" "b"; empty: as installed
    std::string version, sha256_hex;
  };
  struct State {
    Artefact active, trial;  ///< trial.slot empty: none
    int trial_starts = 0;
    std::string news;  ///< "kept" "rolled_back"; empty: none
    std::string news_version;
  };

  Slots(std::filesystem::path folder, std::string name)
      : folder_(std::move(folder)), name_(std::move(name)) {}
  void read();
  Result<void> write() const;
  std::filesystem::path place(const std::string& slot) const { return folder_ / slot / name_; }
  bool is_whole(const Artefact& artefact) const;
  void give_up_trial();

  std::filesystem::path folder_;
  std::string name_;
  State state_;
  bool running_trial_ = false;
};

/// What a running trial shows of itself.
struct TrialHealth {
  double uptime_s = 0.0;
  bool receiving = false, connected = false;
};
enum class TrialVerdict { kWait, kKeep, kRollBack };
/// Kept when it has received and reached the broker for two minutes; rolled back when it has not after ten.
TrialVerdict judge(const TrialHealth& health);

}  // namespace sb::node
