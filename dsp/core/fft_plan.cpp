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

FftwArray allocate(int size) {
  FftwArray array(fftwf_alloc_complex(static_cast<std::size_t>(size)));
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

FftPlan::FftPlan(int size, FftDirection direction, FftEffort effort)
    : size_(size), buffers_(std::make_unique<Buffers>()) {
  buffers_->in = allocate(size);
  buffers_->out = allocate(size);
  const std::scoped_lock lock(planner_mutex());
  buffers_->plan =
      fftwf_plan_dft_1d(size, buffers_->in.get(), buffers_->out.get(),
                        direction == FftDirection::kForward ? FFTW_FORWARD : FFTW_BACKWARD,
                        (effort == FftEffort::kMeasure ? FFTW_MEASURE : FFTW_ESTIMATE) | FFTW_PRESERVE_INPUT);
  if (buffers_->plan == nullptr) throw std::bad_alloc();
}

FftPlan::~FftPlan() = default;
FftPlan::FftPlan(FftPlan&&) noexcept = default;
FftPlan& FftPlan::operator=(FftPlan&&) noexcept = default;

// fftwf_complex and std::complex<float> have one layout by both standards (C++20 [complex.numbers.general]).
std::span<cf32> FftPlan::input() {
  return {reinterpret_cast<cf32*>(buffers_->in.get()), static_cast<std::size_t>(size_)};
}
std::span<cf32> FftPlan::output() {
  return {reinterpret_cast<cf32*>(buffers_->out.get()), static_cast<std::size_t>(size_)};
}
void FftPlan::execute() {
  fftwf_execute(buffers_->plan);
}

}  // namespace sb::dsp
