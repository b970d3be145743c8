#pragma once
// Two speeds in one receiver: sweeps for novelty and long dwells on known carriers share its time by
// guarantees (earliest deadline first) and, with what is left, by priority; orders of the gateway come first.
#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/pipeline/spsc_queue.hpp"
#include "node/schedule/order.hpp"
#include "node/schedule/task.hpp"

namespace sb::node {

struct PlannerOptions {
  double pause_s = 0.0;           ///< rest after each round of tasks without a guarantee
  double learned_dwell_s = 0.16;  ///< at a place where a sweep found something
  double learned_for_s = 3600.0;  ///< without another finding there it is forgotten
  double spectrum_dwell_s = 0.02;
  std::vector<double> calibration_centres_hz;  ///< where reference cells are
  int calibration_rounds = 3;
};

/// A consistent copy is not needed: each number stands for itself.
struct PlanHealth {
  double retune_s = 0.0;      ///< mean, learned
  double load = 0.0;          ///< share of the time that guarantees take; above 1 they are not kept
  std::uint64_t late = 0;     ///< visits after their guarantee
  std::uint32_t learned = 0;  ///< places being watched because a sweep found something
};

class Planner final : public DwellPlan {
 public:
  static constexpr std::size_t kLearned = 32;  ///< places; the one heard longest ago gives way
  static constexpr std::size_t kQueue = 16;
  /// Marks of dwells that belong to no task.
  static constexpr std::uint32_t kLearnedTask = 1000, kListenTask = 1001, kSpectrumTask = 1002,
                                 kCalibrationTask = 1003;

  /// The tasks have passed check_tasks().
  Planner(std::vector<Task> tasks, PlannerOptions options);

  Dwell next(double now_s) override;
  void done(const Dwell& dwell, const DwellResult& result) override;
  bool does_without(const Dwell& dwell, const Error& why) override;
  std::span<const Dwell> kinds() const override { return kinds_; }

  /// The uplink's thread. False: too many wait.
  bool order(Order order);
  std::optional<OrderResult> take_result();
  /// The pipeline's worker: something worth a long dwell is on the air there. Repeated while it is.
  void heard(double frequency_hz);
  /// Whether a dwell belongs to a sweep. Any thread.
  bool is_sweep(const Dwell& dwell) const;
  PlanHealth health() const;  ///< any thread
  const std::vector<Task>& tasks() const { return tasks_; }

 private:
  struct State {
    std::vector<double> visited_s;  ///< of each centre
    std::vector<bool> unreachable;  ///< by this receiver
    std::size_t at = 0;             ///< next centre
    double pass = 0.0;              ///< stride scheduling: spare time taken, by weight
    double used_s = 0.0;            ///< of the last minute, decaying
    bool over = false;              ///< no centre is reachable
  };
  struct Place {
    double centre_hz = 0.0;  ///< 0: free
    double heard_s = 0.0;
  };

  void begin(double now_s);
  std::optional<std::size_t> due(double now_s) const;
  std::optional<std::size_t> spare() const;
  std::optional<Dwell> learned(double now_s);
  Dwell dwell_of(std::size_t task);
  Dwell rest(double seconds) const;
  double cost_s(const Task& task) const { return task.duration_s + retune_s_; }
  void advance(std::size_t task);
  void learn(double frequency_hz, double now_s);
  bool is_known(double frequency_hz) const;

  // planner_orders.cpp
  void take_orders(double now_s);
  std::optional<Dwell> ordered(double now_s);
  std::optional<Dwell> listen(double now_s);
  std::optional<Dwell> calibrate();
  std::optional<Dwell> spectrum(double now_s);
  void answer(std::string id, OrderKind kind, bool done, std::string text);

  std::vector<Task> tasks_;
  PlannerOptions options_;
  std::vector<State> states_;
  std::vector<Dwell> kinds_;
  double longest_s_ = 0.0;
  bool begun_ = false;
  double begun_s_ = 0.0, now_s_ = 0.0;
  double paused_until_s_ = 0.0;
  std::size_t round_left_ = 0;  ///< dwells until the pause
  double retune_s_ = 0.0;
  bool retune_known_ = false;
  std::array<Place, kLearned> places_{};
  std::size_t next_place_ = 0;
  double learned_pass_ = 0.0;

  std::optional<Order> listening_, calibrating_, streaming_;
  double order_until_s_ = 0.0, stream_until_s_ = 0.0, stream_due_s_ = 0.0;
  std::vector<double> stream_centres_hz_;
  std::size_t stream_at_ = 0;
  std::size_t calibration_at_ = 0;

  SpscQueue<Order> orders_{kQueue};
  SpscQueue<OrderResult> results_{kQueue};
  SpscQueue<double> news_{64};
  std::atomic<double> shown_retune_s_ = 0.0, shown_load_ = 0.0;
  std::atomic<std::uint64_t> late_ = 0;
  std::atomic<std::uint32_t> shown_learned_ = 0;
};

}  // namespace sb::node
