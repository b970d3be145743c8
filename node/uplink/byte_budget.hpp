#pragma once
// How much may be sent: an average over days, and a pace at which what was saved up may be spent.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace sb::node {

struct ByteBudgetOptions {
  double average_bytes_per_s = 1000.0;
  double saved_s = 72 * 3600.0;        ///< of silence that may be caught up on
  double backlog_bytes_per_s = 256e3;  ///< at most, so that live findings find an empty line
};

/// Begins full: a backlog that waits is the proof of silence. One thread.
class ByteBudget {
 public:
  ByteBudget(ByteBudgetOptions options, std::int64_t now_ns)
      : options_(options), credit_(most()), pace_(burst()), updated_ns_(now_ns) {}

  /// What must be said is said: it may run into debt, which backlog and spectrum pay.
  void spend(std::size_t bytes, std::int64_t now_ns) {
    update(now_ns);
    credit_ -= static_cast<double>(bytes);
    recent_ += static_cast<double>(bytes);
  }
  /// Whether something that can wait, or be left out, may be said now.
  bool allows_spectrum(std::int64_t now_ns) {
    update(now_ns);
    return credit_ > 0.0;
  }
  bool allows_backlog(std::int64_t now_ns) {
    update(now_ns);
    return credit_ > 0.0 && pace_ > 0.0;
  }
  void spend_backlog(std::size_t bytes, std::int64_t now_ns) {
    spend(bytes, now_ns);
    pace_ -= static_cast<double>(bytes);
  }
  /// Mean over about the last hour.
  double bytes_per_s(std::int64_t now_ns) {
    update(now_ns);
    return recent_ / kHourS;
  }

 private:
  static constexpr double kHourS = 3600.0;
  /// A tenth of a second at once keeps the line busy between two looks and no longer.
  double burst() const { return 0.1 * options_.backlog_bytes_per_s; }
  double most() const { return options_.average_bytes_per_s * options_.saved_s; }

  void update(std::int64_t now_ns) {
    const double passed_s = std::max(0.0, static_cast<double>(now_ns - updated_ns_) * 1e-9);
    updated_ns_ = std::max(updated_ns_, now_ns);
    credit_ = std::min(most(), credit_ + passed_s * options_.average_bytes_per_s);
    pace_ = std::min(burst(), pace_ + passed_s * options_.backlog_bytes_per_s);
    recent_ *= std::exp(-passed_s / kHourS);
  }

  ByteBudgetOptions options_;
  double credit_;
  double pace_;
  double recent_ = 0.0;  ///< octets of the last hour, fading
  std::int64_t updated_ns_;
};

}  // namespace sb::node
