#include "dsp/core/fft_plan.hpp"

#include <mutex>
#include <new>

#include <fftw3.h>

namespace sb::dsp {
namespace {

std::mutex& planner_mutex() {
  static std::mutex mutex;
  return mutex;
}

struct FftwFree {
  void operator()(fftwf_complex* p) const { fftwf_free(p); }
};
using FftwArray = std::unique_ptr<fftwf_complex[], FftwFree>;

FftwArray allocate(std::size_t samples) {
  FftwArray array(fftwf_alloc_complex(samples));
  if (!array) throw std::bad_alloc();
  return array;
}

}  // namespace

struct FftPlan::Buffers {
  FftwArray in;
  FftwArray out;
  fftwf_plan plan = nullptr;

  ~Buffers() {
    const std::scoped_lock lock(planner_mutex());
    if (plan != nullptr) fftwf_destroy_plan(plan);
  }
};

FftPlan::FftPlan(int size, FftDirection direction, FftEffort effort, int count)
    : size_(size), count_(count), buffers_(std::make_unique<Buffers>()) {
  const std::size_t samples = static_cast<std::size_t>(size) * static_cast<std::size_t>(count);
  buffers_->in = allocate(samples);
  buffers_->out = allocate(samples);
  const std::scoped_lock lock(planner_mutex());
  buffers_->plan = fftwf_plan_many_dft(
      1, &size, count, buffers_->in.get(), nullptr, 1, size, buffers_->out.get(), nullptr, 1, size,
      direction == FftDirection::kForward ? FFTW_FORWARD : FFTW_BACKWARD,
      (effort == FftEffort::kMeasure ? FFTW_MEASURE : FFTW_ESTIMATE) | FFTW_PRESERVE_INPUT);
  if (buffers_->plan == nullptr) throw std::bad_alloc();
}

FftPlan::~FftPlan() = default;
FftPlan::FftPlan(FftPlan&&) noexcept = default;
FftPlan& FftPlan::operator=(FftPlan&&) noexcept = default;

// fftwf_complex and std::complex<float> have one layout by both standards (C++20 [complex.numbers.general]).
std::span<cf32> FftPlan::input() {
  return {reinterpret_cast<cf32*>(buffers_->in.get()),
          static_cast<std::size_t>(size_) * static_cast<std::size_t>(count_)};
}
std::span<cf32> FftPlan::output() {
  return {reinterpret_cast<cf32*>(buffers_->out.get()),
          static_cast<std::size_t>(size_) * static_cast<std::size_t>(count_)};
}
void FftPlan::execute() {
  fftwf_execute(buffers_->plan);
}

}  // namespace sb::dsp
