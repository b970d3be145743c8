#include "node/pipeline/pipeline.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <semaphore>
#include <thread>
#include <utility>

#include "node/pipeline/heartbeat.hpp"
#include "node/pipeline/stream_reader.hpp"

namespace sb::node {
namespace {

constexpr std::size_t kPlaces = 2;  // one being filled, one being looked at
constexpr std::size_t kNotices = 64;
constexpr double kRateMargin = 1.25;  // a device's nearest legal rate may be above the one asked for
constexpr double kLookS = 60.0;       // no detector takes that long over one take
constexpr double kMaxTakeSamples = 1 << 26;

/// Room for the longest dwell of the plan.
Result<std::size_t> samples_per_take(const DwellPlan& plan, const IqSource& source, double tuned_rate_hz) {
  double most = 0.0;
  for (const Dwell& dwell : plan.kinds()) {
    const double rate =
        source.is_fixed() ? tuned_rate_hz : std::max(dwell.sample_rate_hz * kRateMargin, tuned_rate_hz);
    most = std::max(most, std::ceil(dwell.duration_s * rate));
  }
  if (!(most >= 1.0 && most <= kMaxTakeSamples)) {
    return fail(ErrorCode::kInvalidArgument,
                "the plan holds no dwell, or one without duration or of over 67 million samples");
  }
  return static_cast<std::size_t>(most);
}

/// First and last moment in seconds since the block's first sample.
std::pair<double, double> extent(const dsp::Evidence& evidence, const dsp::IqBlock& block) {
  const double length_s = static_cast<double>(block.samples.size()) / block.sample_rate_hz;
  if (const auto* cell = std::get_if<dsp::CellEvidence>(&evidence)) return {cell->first_s, length_s};
  const double block_s = static_cast<double>(block.first_sample) / block.sample_rate_hz;
  if (const auto* emission = std::get_if<dsp::EmissionEvidence>(&evidence)) {
    return {emission->first_s - block_s, emission->last_s - block_s};
  }
  const auto& jamming = std::get<dsp::JammingEvidence>(evidence);
  return {jamming.first_s - block_s, jamming.last_s - block_s};
}

bool is_wanted(DetectKind kind, const Looks& looks) {
  switch (kind) {
    case DetectKind::kCells:
      return looks.cells;
    case DetectKind::kEmissions:
      return looks.emissions;
    case DetectKind::kJamming:
      return looks.jamming;
  }
  return false;
}

dsp::Detection make_detection(const DetectorKind& kind, const dsp::IqBlock& block, dsp::Evidence evidence) {
  dsp::Detection detection;
  detection.detector = kind.info();
  detection.confidence = kind.confidence(evidence);
  if (block.t0_utc_ns != 0) {
    const auto [first_s, last_s] = extent(evidence, block);
    detection.first_utc_ns = block.t0_utc_ns + std::llround(first_s * 1e9);
    detection.last_utc_ns = block.t0_utc_ns + std::llround(last_s * 1e9);
  }
  detection.evidence = std::move(evidence);
  return detection;
}

}  // namespace

struct Pipeline::State {
  State(std::unique_ptr<IqSource> the_source, DwellPlan& the_plan, PipelineOptions the_options,
        PipelineListener& the_listener)
      : source(std::move(the_source)), plan(the_plan), options(the_options), listener(the_listener) {}

  std::unique_ptr<IqSource> source;
  DwellPlan& plan;
  PipelineOptions options;
  PipelineListener& listener;
  std::vector<std::pair<DetectorKind, std::unique_ptr<Detector>>> detectors;
  Heartbeat heartbeat;                   // of the worker
  std::vector<dsp::CellEvidence> cells;  // heard in the take that is being looked at
  IqTake last;                           // without its samples: what finish() is dated by
  SpscQueue<StreamNotice> notices{kNotices};
  std::counting_semaphore<> wake{0};
  std::atomic<std::uint64_t> scans = 0;
  mutable std::mutex running_mutex;  // guards the two below
  std::optional<IqRing> ring;
  std::optional<StreamReader> reader;

  Result<void> prepare();
  void work(const std::stop_token& stop, const std::atomic<bool>& reader_is_done);
  bool serve_one();
  void look_at(const IqTake& take);
  void remember(const IqTake& take);
  void finish();
};

Pipeline::Pipeline(std::unique_ptr<IqSource> source, DwellPlan& plan, PipelineOptions options,
                   PipelineListener& listener, std::span<const DetectorKind> detectors)
    : state_(std::make_unique<State>(std::move(source), plan, options, listener)) {
  for (const DetectorKind& kind : detectors) {
    state_->detectors.emplace_back(kind, kind.make());
    if (!state_->options.memory.empty()) state_->detectors.back().second->remember_in(state_->options.memory);
  }
}

Pipeline::~Pipeline() = default;

/// Opens the source and lays out the memory; after this the way of the samples allocates nothing.
Result<void> Pipeline::State::prepare() {
  if (plan.kinds().empty()) return fail(ErrorCode::kInvalidArgument, "the plan holds no dwell");
  if (auto opened = source->open(); !opened) return opened;
  const Dwell& first = plan.kinds().front();
  const TuneRequest request{first.centre_hz, first.sample_rate_hz, first.gain_db};
  auto format = source->tune(source->is_fixed() ? TuneRequest{} : request);
  if (!format) return tl::unexpected(format.error());
  auto room = samples_per_take(plan, *source, format->sample_rate_hz);
  if (!room) return tl::unexpected(room.error());
  const std::lock_guard lock(running_mutex);
  reader.reset();
  ring.emplace(kPlaces, *room);
  reader.emplace(*source, plan, options, *ring, notices, [this] { wake.release(); });
  return {};
}

Result<void> Pipeline::run(std::stop_token stop) {
  State& s = *state_;
  if (auto ready = s.prepare(); !ready) {
    s.source->close();
    return ready;
  }
  Result<void> result;
  std::atomic<bool> reader_is_done = false;
  const std::stop_callback wake_to_stop(stop, [&s] { s.wake.release(); });
  std::jthread worker([&] {
    s.work(stop, reader_is_done);
    s.finish();
  });
  std::jthread reader([&] { result = s.reader->run(stop); });
  reader.join();
  reader_is_done = true;
  s.wake.release();
  worker.join();
  return result;
}

/// Serves takes and notices in their order until the reader is done and nothing is left, or until stopped.
void Pipeline::State::work(const std::stop_token& stop, const std::atomic<bool>& reader_is_done) {
  while (!stop.stop_requested()) {
    const bool last_round = reader_is_done;
    heartbeat.expect_within(kLookS);
    while (!stop.stop_requested() && serve_one()) {
    }
    heartbeat.rest();
    if (last_round) return;
    wake.acquire();
  }
}

bool Pipeline::State::serve_one() {
  const StreamNotice* notice = notices.front();
  const IqTake* take = ring->front();
  if (notice != nullptr && (take == nullptr || notice->sequence < take->sequence)) {
    listener.on_stream_event(notice->event, notice->text, notice->count);
    notices.release();
    return true;
  }
  if (take == nullptr) return false;
  heartbeat.expect_within(kLookS);
  look_at(*take);
  ring->release();
  return true;
}

void Pipeline::State::look_at(const IqTake& take) {
  const dsp::IqBlock block = take.block();
  cells.clear();
  for (auto& [kind, detector] : detectors) {
    if (!is_wanted(kind.kind, take.dwell.looks)) continue;
    for (dsp::Evidence& evidence : detector->look(block, cells)) {
      if (const auto* cell = std::get_if<dsp::CellEvidence>(&evidence)) cells.push_back(*cell);
      for (auto& other : detectors) other.second->heard(evidence);
      listener.on_detection(make_detection(kind, block, std::move(evidence)), take);
    }
  }
  listener.on_take(take);
  remember(take);
  ++scans;
}

void Pipeline::State::remember(const IqTake& take) {
  last.first_sample = take.first_sample;
  last.t0_utc_ns = take.t0_utc_ns;
  last.format = take.format;
  last.dwell = take.dwell;
}

/// What was going on when the samples ended.
void Pipeline::State::finish() {
  if (last.format.sample_rate_hz <= 0.0) return;  // nothing was ever looked at
  for (auto& [kind, detector] : detectors) {
    for (dsp::Evidence& evidence : detector->finish()) {
      listener.on_detection(make_detection(kind, last.block(), std::move(evidence)), last);
    }
  }
}

PipelineHealth Pipeline::health() const {
  const std::lock_guard lock(state_->running_mutex);
  PipelineHealth health;
  if (state_->reader) health = state_->reader->health();
  if (health.source.empty()) health.source = state_->source->describe();
  health.scans = state_->scans;
  return health;
}

double Pipeline::overdue_s() const {
  const std::lock_guard lock(state_->running_mutex);
  const double reader_s = state_->reader ? state_->reader->overdue_s() : -1.0;
  return std::max(reader_s, state_->heartbeat.overdue_s());
}

}  // namespace sb::node
