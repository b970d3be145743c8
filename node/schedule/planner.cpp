#include "node/schedule/planner.hpp"

#include <algorithm>
#include <cmath>

namespace sb::node {
namespace {

constexpr double kMemoryS = 60.0;       ///< over which budgets are kept
constexpr double kRetuneGain = 0.1;     ///< of each measurement in the mean
constexpr double kLongestRestS = 0.1;   ///< an order does not wait longer
constexpr double kLearnedWeight = 6.0;  ///< that of the default priority
constexpr double kGranule = 1e-6;

}  // namespace

Planner::Planner(std::vector<Task> tasks, PlannerOptions options)
    : tasks_(std::move(tasks)), options_(std::move(options)), states_(tasks_.size()) {
  for (std::size_t i = 0; i < tasks_.size(); ++i) {
    const Task& task = tasks_[i];
    states_[i].visited_s.resize(task.centres_hz.size());
    states_[i].unreachable.resize(task.centres_hz.size());
    states_[i].over = task.centres_hz.empty();
    longest_s_ = std::max(longest_s_, task.duration_s);
    if (!task.centres_hz.empty()) kinds_.push_back(dwell_of(i));
    if (task.revisit_s <= 0.0) round_left_ += task.centres_hz.size();
  }
  Dwell learned = kinds_.empty() ? Dwell{} : kinds_.front();
  learned.duration_s = std::max(options_.learned_dwell_s, options_.spectrum_dwell_s);
  if (!kinds_.empty()) kinds_.push_back(learned);
  stream_centres_hz_.reserve(1024);
}

/// Deadlines are spread over the time of a guarantee, so that sweeps do not come in bursts.
void Planner::begin(double now_s) {
  begun_ = true;
  begun_s_ = now_s;
  for (std::size_t i = 0; i < tasks_.size(); ++i) {
    const auto count = static_cast<double>(states_[i].visited_s.size());
    for (std::size_t k = 0; k < states_[i].visited_s.size(); ++k) {
      states_[i].visited_s[k] = now_s - tasks_[i].revisit_s * (1.0 - static_cast<double>(k) / count);
    }
  }
}

Dwell Planner::next(double now_s) {
  if (!begun_) begin(now_s);
  const double fade = std::exp(-std::max(0.0, now_s - now_s_) / kMemoryS);
  for (State& state : states_) state.used_s *= fade;
  now_s_ = now_s;
  take_orders(now_s);
  for (const double* news = news_.front(); news != nullptr; news = news_.front()) {
    learn(*news, now_s);
    news_.release();
  }
  if (auto dwell = ordered(now_s)) return *dwell;
  if (const auto task = due(now_s)) return dwell_of(*task);
  if (now_s < paused_until_s_) return rest(paused_until_s_ - now_s);
  const auto task = spare();
  if (!task || learned_pass_ < states_[*task].pass) {
    if (auto dwell = learned(now_s)) return *dwell;
  }
  if (task) {
    State& state = states_[*task];
    state.pass += cost_s(tasks_[*task]) / (tasks_[*task].priority + 1.0);
    if (options_.pause_s > 0.0 && tasks_[*task].revisit_s <= 0.0 && --round_left_ == 0) {
      for (const Task& each : tasks_) round_left_ += each.revisit_s <= 0.0 ? each.centres_hz.size() : 0;
      paused_until_s_ = now_s + tasks_[*task].duration_s + options_.pause_s;
    }
    return dwell_of(*task);
  }
  return rest(kLongestRestS);
}

/// The guarantee that has to be served now; nothing while all have time. When not all can be kept, priority
/// decides, otherwise the earliest deadline, which keeps all of them as long as that is possible at all.
std::optional<std::size_t> Planner::due(double now_s) const {
  const bool overloaded = shown_load_.load(std::memory_order_relaxed) > 1.0;
  const double margin_s = longest_s_ + 2.0 * retune_s_;
  std::optional<std::size_t> best;
  double best_slack_s = margin_s;
  for (std::size_t i = 0; i < tasks_.size(); ++i) {
    if (tasks_[i].revisit_s <= 0.0 || states_[i].over) continue;
    const double slack_s =
        states_[i].visited_s[states_[i].at] + tasks_[i].revisit_s - now_s - cost_s(tasks_[i]);
    if (slack_s >= margin_s) continue;
    const bool better = !best || (overloaded && tasks_[i].priority != tasks_[*best].priority
                                      ? tasks_[i].priority > tasks_[*best].priority
                                      : slack_s < best_slack_s);
    if (!better) continue;
    best = i;
    best_slack_s = slack_s;
  }
  return best;
}

/// Who has had least of the spare time for its weight, of those within their budget.
std::optional<std::size_t> Planner::spare() const {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < tasks_.size(); ++i) {
    if (states_[i].over || states_[i].used_s > tasks_[i].budget * kMemoryS) continue;
    if (!best || states_[i].pass + kGranule < states_[*best].pass) best = i;
  }
  return best;
}

Dwell Planner::dwell_of(std::size_t index) {
  const Task& task = tasks_[index];
  Dwell dwell;
  dwell.centre_hz = task.centres_hz[states_[index].at];
  dwell.sample_rate_hz = task.sample_rate_hz;
  dwell.gain_db = task.gain_db;
  dwell.duration_s = task.duration_s;
  dwell.looks = task.looks;
  dwell.task = static_cast<std::uint32_t>(index);
  return dwell;
}

Dwell Planner::rest(double seconds) const {
  Dwell dwell;
  dwell.duration_s = std::min(seconds, kLongestRestS);
  dwell.rest = true;
  return dwell;
}

void Planner::done(const Dwell& dwell, const DwellResult& result) {
  if (std::isfinite(result.retune_s) && result.retune_s >= 0.0) {
    retune_s_ += (retune_known_ ? kRetuneGain : 1.0) * (result.retune_s - retune_s_);
    retune_known_ = true;
    shown_retune_s_ = retune_s_;
    shown_load_ = guaranteed_load(tasks_, retune_s_);
  }
  if (dwell.task >= tasks_.size()) return;
  const Task& task = tasks_[dwell.task];
  State& state = states_[dwell.task];
  const double last_s = state.visited_s[state.at];
  const bool had_been = last_s >= begun_s_;
  if (had_been && task.revisit_s > 0.0 &&
      result.ended_s > last_s + task.revisit_s + longest_s_ + 2.0 * retune_s_)
    ++late_;
  state.used_s += std::max(0.0, result.ended_s - now_s_);
  state.visited_s[state.at] = result.ended_s;
  advance(dwell.task);
}

/// To the next centre that the receiver reaches.
void Planner::advance(std::size_t task) {
  State& state = states_[task];
  for (std::size_t tries = 0; tries < state.unreachable.size(); ++tries) {
    state.at = (state.at + 1) % state.unreachable.size();
    if (!state.unreachable[state.at]) return;
  }
  state.over = true;
}

bool Planner::does_without(const Dwell& dwell, const Error& why) {
  if (dwell.task == kListenTask && listening_) {
    answer(std::move(listening_->id), OrderKind::kListen, false, why.text);
    listening_.reset();
    return true;
  }
  if (dwell.task == kSpectrumTask && streaming_) {
    answer(std::move(streaming_->id), OrderKind::kSpectrum, false, why.text);
    streaming_.reset();
    return true;
  }
  if (dwell.task >= tasks_.size()) return true;  // a learned or a reference place: the next one
  State& state = states_[dwell.task];
  state.unreachable[state.at] = true;
  advance(dwell.task);
  return std::any_of(states_.begin(), states_.end(), [](const State& each) { return !each.over; });
}

bool Planner::is_sweep(const Dwell& dwell) const {
  return dwell.task < tasks_.size() && tasks_[dwell.task].is_sweep;
}

bool Planner::is_known(double frequency_hz) const {
  return std::any_of(tasks_.begin(), tasks_.end(), [&](const Task& task) {
    if (task.is_sweep) return false;
    return std::any_of(task.centres_hz.begin(), task.centres_hz.end(), [&](double centre_hz) {
      return std::fabs(centre_hz - frequency_hz) < 0.5 * kUsableBand * task.sample_rate_hz;
    });
  });
}

void Planner::learn(double frequency_hz, double now_s) {
  if (kinds_.empty() || is_known(frequency_hz)) return;
  const double reach_hz = 0.5 * kUsableBand * kinds_.front().sample_rate_hz;
  Place* oldest = places_.data();
  for (Place& place : places_) {
    if (place.centre_hz != 0.0 && std::fabs(place.centre_hz - frequency_hz) < reach_hz) {
      place.heard_s = now_s;
      return;
    }
    const bool older = place.centre_hz == 0.0 ? oldest->centre_hz != 0.0
                                              : oldest->centre_hz != 0.0 && place.heard_s < oldest->heard_s;
    if (older) oldest = &place;
  }
  if (oldest->centre_hz == 0.0) ++shown_learned_;
  // It begins where the others stand: a first finding after a quiet year does not get a year's time.
  if (const auto task = spare()) learned_pass_ = std::max(learned_pass_, states_[*task].pass);
  *oldest = {frequency_hz, now_s};
}

std::optional<Dwell> Planner::learned(double now_s) {
  for (std::size_t tries = 0; tries < places_.size(); ++tries) {
    Place& place = places_[next_place_];
    next_place_ = (next_place_ + 1) % places_.size();
    if (place.centre_hz == 0.0) continue;
    if (now_s - place.heard_s > options_.learned_for_s) {
      place.centre_hz = 0.0;
      --shown_learned_;
      continue;
    }
    Dwell dwell = kinds_.front();
    dwell.centre_hz = place.centre_hz;
    dwell.duration_s = options_.learned_dwell_s;
    dwell.looks = {};
    dwell.task = kLearnedTask;
    learned_pass_ += (dwell.duration_s + retune_s_) / kLearnedWeight;
    return dwell;
  }
  return std::nullopt;
}

void Planner::heard(double frequency_hz) {
  double* place = news_.claim();
  if (place == nullptr) return;  // said again while it is on the air
  *place = frequency_hz;
  news_.publish();
}

PlanHealth Planner::health() const {
  return {shown_retune_s_, shown_load_, late_, shown_learned_};
}

}  // namespace sb::node
