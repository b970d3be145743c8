#include "node/app/receiver_run.hpp"

#include "node/source/open_source.hpp"

namespace sb::node {
namespace {

constexpr std::int64_t kRetryNs = 10'000'000'000;
constexpr std::int64_t kNapNs = 100'000'000;  ///< how soon a stop is noticed while waiting

}  // namespace

ReceiverRun::ReceiverRun(std::string spec, DwellPlan& plan, PipelineOptions options,
                         PipelineListener& listener, const Clock& clock, spdlog::logger& log)
    : spec_(std::move(spec)), plan_(plan), options_(options), listener_(listener), clock_(clock), log_(log) {}

Result<void> ReceiverRun::run(const std::stop_token& stop) {
  bool told = false;
  while (!stop.stop_requested()) {
    bool is_fixed = false;
    auto ended = run_once(stop, is_fixed);
    if (ended || is_fixed || ended.error().code == ErrorCode::kInvalidArgument) return ended;
    if (!told) {
      log_.error("receiver: {}; trying again every {} s", ended.error().text, kRetryNs / 1'000'000'000);
      listener_.on_stream_event(StreamEvent::kDeviceLost, ended.error().text, 0);
    }
    told = true;
    wait_before_retry(stop);
  }
  return {};
}

Result<void> ReceiverRun::run_once(std::stop_token stop, bool& is_fixed) {
  auto source = make_source(spec_, clock_);
  if (!source) return tl::unexpected(std::move(source.error()));
  is_fixed = (*source)->is_fixed();
  auto pipeline = std::make_unique<Pipeline>(std::move(*source), plan_, options_, listener_);
  Pipeline& running = *pipeline;
  {
    const std::scoped_lock lock(mutex_);
    pipeline_ = std::move(pipeline);
    fault_.clear();
  }
  auto ended = running.run(std::move(stop));
  if (!ended) {
    const std::scoped_lock lock(mutex_);
    fault_ = ended.error().text;
  }
  return ended;
}

void ReceiverRun::wait_before_retry(const std::stop_token& stop) const {
  const std::int64_t until = clock_.steady_ns() + kRetryNs;
  while (!stop.stop_requested() && clock_.steady_ns() < until) clock_.sleep_ns(kNapNs);
}

PipelineHealth ReceiverRun::health() const {
  const std::scoped_lock lock(mutex_);
  return pipeline_ ? pipeline_->health() : PipelineHealth{};
}

double ReceiverRun::overdue_s() const {
  const std::scoped_lock lock(mutex_);
  return pipeline_ ? pipeline_->overdue_s() : 0.0;
}

std::string ReceiverRun::fault() const {
  const std::scoped_lock lock(mutex_);
  if (!fault_.empty()) return fault_;
  return pipeline_ && !pipeline_->health().receiving ? "nothing is received" : "";
}

}  // namespace sb::node
