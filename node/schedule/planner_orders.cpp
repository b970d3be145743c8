// Orders of the gateway: they come before the plan, one listening at a time, and each is answered.
#include <algorithm>
#include <utility>

#include "node/schedule/planner.hpp"

namespace sb::node {

bool Planner::order(Order order) {
  Order* place = orders_.claim();
  if (place == nullptr) return false;
  *place = std::move(order);
  orders_.publish();
  return true;
}

std::optional<OrderResult> Planner::take_result() {
  OrderResult* result = results_.front();
  if (result == nullptr) return std::nullopt;
  std::optional<OrderResult> taken = std::move(*result);
  results_.release();
  return taken;
}

/// An answer that nobody takes is lost: the gateway asks again.
void Planner::answer(std::string id, OrderKind kind, bool done, std::string text) {
  OrderResult* place = results_.claim();
  if (place == nullptr) return;
  *place = {std::move(id), kind, done, std::move(text)};
  results_.publish();
}

/// A second order of a kind ends the first.
void Planner::take_orders(double now_s) {
  for (Order* order = orders_.front(); order != nullptr; order = orders_.front()) {
    auto& running = order->kind == OrderKind::kListen     ? listening_
                    : order->kind == OrderKind::kSpectrum ? streaming_
                                                          : calibrating_;
    if (running) answer(std::move(running->id), running->kind, false, "ended by a later order");
    running = std::move(*order);
    orders_.release();
    if (running->kind == OrderKind::kListen) order_until_s_ = now_s + running->duration_s;
    if (running->kind == OrderKind::kCalibrate) calibration_at_ = 0;
    if (running->kind == OrderKind::kSpectrum) {
      stream_until_s_ = now_s + running->duration_s;
      stream_due_s_ = now_s;
      stream_at_ = 0;
      stream_centres_hz_ = sweep_centres(running->low_hz, running->high_hz, kinds_.front().sample_rate_hz);
    }
  }
}

std::optional<Dwell> Planner::ordered(double now_s) {
  if (auto dwell = spectrum(now_s)) return dwell;
  if (auto dwell = listen(now_s)) return dwell;
  return calibrate();
}

std::optional<Dwell> Planner::listen(double now_s) {
  if (!listening_) return std::nullopt;
  if (now_s >= order_until_s_) {
    answer(std::move(listening_->id), OrderKind::kListen, true, "");
    listening_.reset();
    return std::nullopt;
  }
  Dwell dwell = kinds_.front();
  dwell.centre_hz = listening_->low_hz;
  if (listening_->sample_rate_hz > 0.0) dwell.sample_rate_hz = listening_->sample_rate_hz;
  dwell.duration_s = std::min(longest_s_, listening_->duration_s);
  dwell.looks = {};
  dwell.task = kListenTask;
  return dwell;
}

std::optional<Dwell> Planner::calibrate() {
  if (!calibrating_) return std::nullopt;
  const auto& centres = options_.calibration_centres_hz;
  if (centres.empty() ||
      calibration_at_ >= centres.size() * static_cast<std::size_t>(options_.calibration_rounds)) {
    const bool possible = !centres.empty();
    answer(std::move(calibrating_->id), OrderKind::kCalibrate, possible,
           possible ? "" : "no reference cells are configured");
    calibrating_.reset();
    return std::nullopt;
  }
  Dwell dwell = kinds_.front();
  dwell.centre_hz = centres[calibration_at_++ % centres.size()];
  dwell.duration_s = options_.learned_dwell_s;
  dwell.looks = {};
  dwell.task = kCalibrationTask;
  return dwell;
}

/// One pass over the band each 1 / rows_per_s; the plan goes on in between.
std::optional<Dwell> Planner::spectrum(double now_s) {
  if (!streaming_) return std::nullopt;
  if (stream_at_ == 0 && now_s >= stream_until_s_) {
    answer(std::move(streaming_->id), OrderKind::kSpectrum, true, "");
    streaming_.reset();
    return std::nullopt;
  }
  if (stream_at_ == 0 && now_s < stream_due_s_) return std::nullopt;
  if (stream_at_ == 0) stream_due_s_ = std::max(stream_due_s_ + 1.0 / streaming_->rows_per_s, now_s);
  Dwell dwell = kinds_.front();
  dwell.centre_hz = stream_centres_hz_[stream_at_];
  dwell.duration_s = options_.spectrum_dwell_s;
  dwell.looks = {false, true, true};
  dwell.task = kSpectrumTask;
  stream_at_ = (stream_at_ + 1) % stream_centres_hz_.size();
  return dwell;
}

}  // namespace sb::node
