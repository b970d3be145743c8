#include "node/source/clock.hpp"

#include <chrono>
#include <thread>

#include <sys/timex.h>

namespace sb::node {

std::int64_t SystemClock::utc_ns() const {
  using namespace std::chrono;
  return duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
}

std::int64_t SystemClock::steady_ns() const {
  using namespace std::chrono;
  return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
}

dsp::TimeQuality SystemClock::quality() const {
  timex query{};
  const bool disciplined = adjtimex(&query) != TIME_ERROR && (query.status & STA_UNSYNC) == 0;
  return disciplined ? dsp::TimeQuality::kNtp : dsp::TimeQuality::kFreeRunning;
}

void SystemClock::sleep_ns(std::int64_t duration) const {
  if (duration > 0) std::this_thread::sleep_for(std::chrono::nanoseconds(duration));
}

}  // namespace sb::node
